#!/usr/bin/env bash
# Makes this checkout ready, whatever state it is in: system packages, .venv with every package, the HTML checker.
# usage: scripts/setup.sh run|test     Safe to run again; costs nothing when all is there; an interrupted run is redone.
set -euo pipefail
cd "$(dirname "$0")/.."
scope=${1:-run}
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Packages are fetched with the certificates that this machine trusts.
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
certificates=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -e $certificates ]; then export NODE_EXTRA_CA_CERTS=$certificates; fi
checker=26.9.27
checker_sha256=22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47

main() {
  mkdir -p .local
  if command -v flock >/dev/null; then exec 9>.local/setup.lock; flock 9; fi
  python=$(find_python) || { install_python; python=$(find_python); } || fail "Python 3.11 or newer is needed: apt-get install python3 python3-venv"
  "$python" -B scripts/system_packages.py "$scope"
  make_environment
  make_checker
}

fail() { echo "$*" >&2; exit 1; }

find_python() {
  local name
  for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$name"; return; fi
  done
  return 1
}

install_python() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "Installing Python"
  { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install python3 python3-venv; } >/dev/null
}

# .venv/.ready holds the fingerprint of what was installed; .venv/.unfinished is there while an installation runs.
make_environment() {
  local wanted
  wanted=$(cat requirements/dev.txt scripts/setup.sh | sha256sum)
  if [ ! -e .venv/.unfinished ] && works; then
    [ "$(cat .venv/.ready 2>/dev/null)" = "$wanted" ] && return
  else
    rm -rf .venv
  fi
  echo "Installing Python packages into .venv"
  mkdir -p .venv
  touch .venv/.unfinished
  works || "$python" -m venv .venv
  "$(find_uv)" pip sync --quiet --require-hashes --python .venv/bin/python requirements/dev.txt
  echo "$wanted" >.venv/.ready
  rm .venv/.unfinished
}

works() { .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# uv from .venv or the machine; else the release pinned in the lock file, by pip.
find_uv() {
  local candidate
  for candidate in .venv/bin/uv uv; do
    if "$candidate" --version >/dev/null 2>&1; then echo "$candidate"; return; fi
  done
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
  awk '/^[^ #]/ { keep = /^uv==/ } keep' requirements/dev.txt >.local/uv.txt
  .venv/bin/python -m pip install --quiet --require-hashes -r .local/uv.txt >&2
  echo .venv/bin/uv
}

# The Nu HTML checker, for the tests that read pages: only their door fails without it.
make_checker() {
  local jar=.local/nu/node_modules/vnu-jar/build/dist/vnu.jar
  [ "$(cat .local/nu/.ready 2>/dev/null)" = "$checker" ] && [ -e "$jar" ] && return
  command -v npm >/dev/null || return 0
  echo "Installing the HTML checker"
  rm -rf .local/nu
  mkdir -p .local/nu
  if ! npm install --prefix .local/nu --no-save --no-package-lock --no-audit --no-fund --ignore-scripts \
    --fetch-retries=1 --loglevel=error "vnu-jar@$checker" >/dev/null; then
    [ "$scope" = run ] || fail "The HTML checker (npm package vnu-jar) could not be fetched; the tests need it."
    echo "The HTML checker could not be fetched; only the tests need it."
    return 0
  fi
  echo "$checker_sha256  $jar" | sha256sum --check --quiet || fail "The HTML checker is not the expected file; delete .local/nu and try again."
  echo "$checker" >.local/nu/.ready
}

main
