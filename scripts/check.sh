#!/usr/bin/env bash
# Everything that can be said about the project without running its tests. Stops at the first step that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python

step() {
  local name=$1
  shift
  echo "== $name"
  "$@"
}

templates() { git ls-files -z --cached --others --exclude-standard '*.html' | xargs -0 -r "$@"; }

# The type checker reads the settings; no server is asked.
types() {
  SISTERCITIES_ENV=test DATABASE_URL=postgres://localhost/none REDIS_URL=redis://localhost $python -m mypy
}

step "size of files, names of hosts" $python scripts/check_repository.py
step "lint" $python -m ruff check --quiet --output-format concise .
step "format" $python -m ruff format --quiet --check .
step "template format" templates .venv/bin/djade --target-version 5.2 --check
step "template lint" templates .venv/bin/djlint --quiet --lint --allow-empty-input
step "imports run one way" .venv/bin/lint-imports --no-cache --no-logo
step "types" types
step "migrations" env SISTERCITIES_ENV=test $python manage.py makemigrations --check --dry-run
step "production settings" $python -m tests.production check --deploy --fail-level WARNING
