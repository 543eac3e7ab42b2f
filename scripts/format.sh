#!/usr/bin/env bash
# Rewrites sources in the house format.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
"$ROOT/scripts/build.sh"
cargo fmt --all
.venv/bin/ruff check --fix --exit-zero
.venv/bin/ruff format
npm --prefix web run format
env -C tests/interop/node "$ROOT/web/node_modules/.bin/biome" check --write .
