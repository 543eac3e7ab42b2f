#!/usr/bin/env bash
# Runs the fuzz targets one after the other: fuzz/run.sh [SECONDS PER TARGET [TARGET…]], 60 s each unless told otherwise.
# What is found stays outside the tree; README.md says what to do with it. SANITIZER=address takes longer and sees more.

# shellcheck source=../scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"

CARGO_FUZZ_PINNED=0.13.2
SECONDS_EACH="${1:-60}"
shift $(($# > 0))
export CARGO_TARGET_DIR="$CACHE/target-fuzz"
export RUSTC_BOOTSTRAP=1 # the flags of coverage are unstable, the stable compiler has them all the same
export PATH="$CACHE/tools/bin:$PATH"
FOUND="$CACHE/fuzz"

[[ "$SECONDS_EACH" =~ ^[1-9][0-9]*$ ]] || fail "seconds per target: a number is needed, not $SECONDS_EACH"
command -v c++ >/dev/null || fail "a C++ compiler is needed, on Debian: apt-get install build-essential"
if ! cargo fuzz --version >/dev/null 2>&1; then
  say "Installing cargo-fuzz $CARGO_FUZZ_PINNED under $CACHE/tools"
  cargo install --quiet --locked --root "$CACHE/tools" "cargo-fuzz@$CARGO_FUZZ_PINNED"
fi

say "Building the fuzz targets"
cargo fuzz build --fuzz-dir fuzz --sanitizer "${SANITIZER:-none}"
HOST="$(rustc -vV | sed -n 's/^host: //p')"

# fuzz TARGET: new inputs go to the first folder, the seeds are only read.
fuzz() {
  local target="$1" options=()
  mkdir -p "$FOUND/corpus/$target" "$FOUND/artifacts/$target"
  [ ! -f "fuzz/dictionaries/$target.dict" ] || options+=("-dict=fuzz/dictionaries/$target.dict")
  say "Fuzzing $target for $SECONDS_EACH s"
  nice "$CARGO_TARGET_DIR/$HOST/release/$target" "$FOUND/corpus/$target" "fuzz/corpus/$target" \
    -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$FOUND/artifacts/$target/" "${options[@]}"
}

[ $# -gt 0 ] || mapfile -t TARGETS < <(cargo fuzz list --fuzz-dir fuzz)
FAILED=()
for target in "${TARGETS[@]:-$@}"; do
  fuzz "$target" || FAILED+=("$target")
done
[ ${#FAILED[@]} = 0 ] || fail "found something in: ${FAILED[*]} (inputs under $FOUND/artifacts)"
say "Nothing found"
