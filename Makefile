# The doors of the project. Each one makes this checkout ready by itself (scripts/setup.sh) and is safe to run again.
PYTHON := .venv/bin/python
UV_COMPILE := .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-emit-index-url --no-emit-find-links pyproject.toml
# Packages are fetched with the certificates that this machine trusts.
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1
# Answers 1 where it has changed something, so a second run says whether all is well.
FORMAT_TEMPLATES := git ls-files -z --cached --others --exclude-standard 'templates/*.html' | xargs -0 -r .venv/bin/djade --target-version 5.2
SAMPLES := $(realpath ../shared/data)

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test check bench format lock clean

help:
	@echo "make demo     serve the portal with demonstration data (PORT, default 8000); Ctrl-C stops it"
	@echo "make test     the whole test suite"
	@echo "make check    lint, types, import contracts, templates, migrations, production settings"
	@echo "make bench    benchmarks; prints a table and writes bench.json"
	@echo "make format   format code and templates"
	@echo "make setup    only make the checkout ready: system packages and .venv"
	@echo "make lock     compile the lock files from pyproject.toml"
	@echo "make clean    delete everything the doors made, the demonstration's database and files included"

setup:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

demo: setup
	@exec env DEMO=1 SISTERCITIES_ENV=demo $(PYTHON) manage.py serve_demo

test: setup-test
	@exec env $(if $(SAMPLES),SAMPLE_DATA="$${SAMPLE_DATA:-$(SAMPLES)}") $(PYTHON) -m pytest -n 2

check: setup
	@exec scripts/check.sh

bench: setup
	@exec $(PYTHON) -m benchmarks

format: setup
	@$(PYTHON) -m ruff check --quiet --fix-only .
	@$(PYTHON) -m ruff format --quiet .
	@$(FORMAT_TEMPLATES) || $(FORMAT_TEMPLATES)

lock: setup
	@$(UV_COMPILE) -o requirements/base.txt
	@$(UV_COMPILE) --group dev -c requirements/base.txt -o requirements/dev.txt

clean:
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m sistercities.common.servers remove; fi
	@rm -rf .venv .local .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis bench.json
