"""Benchmarks: each held against something measured in the same run. `make bench` runs them all."""
