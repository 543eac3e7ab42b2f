#!/usr/bin/env bash
# Removes what was built in the tree, and the Rust target folder; downloads stay in the cache.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rm -rf .venv web/node_modules tests/interop/node/node_modules python/jackfield/server/static python/jackfield/_core*.so dist target/toxav "$CARGO_TARGET_DIR"
rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
