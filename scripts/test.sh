#!/usr/bin/env bash
# What CI runs: the checks, then the tests of every language.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$ROOT/scripts/report.sh"
source "$ROOT/scripts/tools.sh"

"$ROOT/scripts/build.sh"
require_build_tools
require_test_tools

part "Checks" env JACKFIELD_BUILT=yes "$ROOT/scripts/check.sh"
part "Rust tests" cargo test --workspace --locked
part "Python tests" .venv/bin/pytest
part "Page tests" npm --prefix web test
part "Load generator's tests" go -C bench/whipload test ./...
finish "make test"
