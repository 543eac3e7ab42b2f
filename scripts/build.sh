#!/usr/bin/env bash
# Prepares everything that runs: Python environment, Rust core in release mode, web page.
# Each part is built again only when what it is made of changed.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$ROOT/scripts/tools.sh"

EXTENSION="python/jackfield/_core.abi3.so"
PAGE="python/jackfield/server/static/index.html"

python_environment() {
  uv sync --locked --no-install-project --python "$PYTHON"
}

# `uv sync` takes away what the lock file does not name, and so the editable install: it follows it every time.
rust_core() {
  local features=()
  version_at_least "$(first_version "$(cargo --version)")" "$CARGO_WANTED_BY_EFFECTS" ||
    features=(--features "pyo3/extension-module testing")
  uv run --no-sync maturin develop --release --uv --locked "${features[@]}"
}

node_modules() {
  npm --prefix web ci --no-fund --no-audit
}

page() {
  npm --prefix web run build
}

dependencies_built() { fresh dependencies pyproject.toml uv.lock; }
core_built() {
  [ -f "$EXTENSION" ] && [ -x .venv/bin/jackfield ] && [ ! "$STAMPS/dependencies" -nt "$STAMPS/core" ] &&
    fresh core pyproject.toml Cargo.toml Cargo.lock .cargo crates
}
node_modules_built() { [ -d web/node_modules ] && fresh node-modules web/package.json web/package-lock.json; }
page_built() {
  [ -f "$PAGE" ] && [ ! "$STAMPS/node-modules" -nt "$STAMPS/page" ] &&
    fresh page web/src web/public web/index.html web/vite.config.ts web/tsconfig*.json
}

require_build_tools
dependencies_built || stamped dependencies step "Python dependencies" python_environment
core_built || stamped core step "Rust core (release)" rust_core
node_modules_built || stamped node-modules step "Page dependencies" node_modules
page_built || stamped page step "Page" page
