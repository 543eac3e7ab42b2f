#!/usr/bin/env bash
# Formatting, lints, types and layer rules of every language. Under a minute when nothing changed.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$ROOT/scripts/report.sh"

[ "${JACKFIELD_BUILT:-}" = yes ] || "$ROOT/scripts/build.sh"
venv=".venv/bin"

part "Rust format" cargo fmt --all --check
part "Rust lints" cargo clippy --workspace --all-targets --features jackfield-media/effects --locked -- -D warnings
part "Python format" "$venv/ruff" format --check
part "Python lints" "$venv/ruff" check
part "Python types" "$venv/mypy"
# A peer's program is typed by libraries that only its own environment has.
part "Types of tests, benches and examples" "$venv/mypy" tests bench examples --exclude bench/peers
part "Core's stub matches the binary" "$venv/python" -m mypy.stubtest jackfield._core
part "Python layers" "$venv/lint-imports"
part "Page format, lints and types" npm --prefix web run check
part "Node clients' format and lints" env -C tests/interop/node "$ROOT/web/node_modules/.bin/biome" check --error-on-warnings .
part "Fuzz targets compile" cargo check --quiet --manifest-path fuzz/Cargo.toml --locked
part "Shell lints" "$venv/shellcheck" -x -P SCRIPTDIR scripts/*.sh .ci/run
finish "make check"
