"""Verbs that change the directory."""
