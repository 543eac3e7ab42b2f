#!/usr/bin/env bash
# What CI runs: the checks, then the tests of every language.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$ROOT/scripts/report.sh"
source "$ROOT/scripts/tools.sh"

"$ROOT/scripts/build.sh"
require_build_tools
require_test_tools

# gofmt only lists, and go vet wants one module at a time.
# shellcheck disable=SC2329  # a part calls it
go_lints() {
  local unformatted module
  unformatted="$(gofmt -l bench)"
  [ -z "$unformatted" ] || { printf 'gofmt would change:\n%s\n' "$unformatted"; return 1; }
  for module in bench/whipload bench/peers/pion; do go -C "$module" vet ./... || return 1; done
}

# These meet browsers, other clients and Debian's library in real time, and want the machine for themselves.
PEERS=(tests/capi tests/e2e tests/interop tests/tox)

[ ! -t 1 ] || export FORCE_COLOR=1 # runners write to a pipe, as their figures are added up

part "Checks" env JACKFIELD_BUILT=yes "$ROOT/scripts/check.sh"
part "ToxAV library" "$ROOT/scripts/toxav.sh"
tests "Rust tests" cargo test --workspace --no-fail-fast --features jackfield-media/effects --locked
tests "Python tests" .venv/bin/pytest -n auto --dist loadfile --durations=10 "${PEERS[@]/#/--ignore=}"
tests "Python tests with real peers" .venv/bin/pytest --durations=10 "${PEERS[@]}"
tests "Page tests" npm --prefix web test
part "Page's size" npm --prefix web run size
tests "Page in Chromium" npm --prefix web run browser
part "Go format and lints" go_lints
tests "Load generator's tests" go -C bench/whipload test -v ./...
finish_tests "make test"
