#!/usr/bin/env bash
# Runs the fuzz targets one after the other: fuzz/run.sh [SECONDS PER TARGET [TARGET…]], 60 s each unless told otherwise.
# What is found stays outside the tree; README.md says what to do with it. SANITIZER=address takes longer and sees more.

# shellcheck source=../scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"

CARGO_FUZZ_PINNED=0.13.2
SECONDS_EACH="${1:-60}"
SANITIZER="${SANITIZER:-none}"
FOUND="$CACHE/fuzz"
CARGO_TARGET_DIR="$CACHE/target-fuzz"
[ "$SANITIZER" = none ] || CARGO_TARGET_DIR+="-$SANITIZER" # other flags: one folder would be built anew each time
export RUSTC_BOOTSTRAP=1                                   # the flags of coverage are unstable, but the stable compiler has them
export PATH="$CACHE/tools/bin:$PATH"

[[ "$SECONDS_EACH" =~ ^[1-9][0-9]*$ ]] || fail "seconds per target: a number is needed, not $SECONDS_EACH"
command -v c++ >/dev/null || fail "a C++ compiler is needed, on Debian: apt-get install build-essential"
if ! cargo fuzz --version >/dev/null 2>&1; then
  say "Installing cargo-fuzz $CARGO_FUZZ_PINNED under $CACHE/tools"
  cargo install --quiet --locked --root "$CACHE/tools" "cargo-fuzz@$CARGO_FUZZ_PINNED"
fi

say "Building the fuzz targets"
cargo fuzz build --fuzz-dir fuzz --sanitizer "$SANITIZER"
HOST="$(rustc -vV | sed -n 's/^host: //p')"

# fuzz TARGET: new inputs go to the first folder, the seeds are only read.
fuzz() {
  local target="$1" options=() log="$FOUND/$1.log"
  mkdir -p "$FOUND/corpus/$target" "$FOUND/artifacts/$target"
  [ ! -f "fuzz/dictionaries/$target.dict" ] || options+=("-dict=fuzz/dictionaries/$target.dict")
  if nice "$CARGO_TARGET_DIR/$HOST/release/$target" "$FOUND/corpus/$target" "fuzz/corpus/$target" \
    -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$FOUND/artifacts/$target/" "${options[@]}" >"$log" 2>&1; then
    say "$target: $(tail -n 1 "$log")"
  else
    tail -n 60 "$log" >&2
    return 1
  fi
}

targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list --fuzz-dir fuzz)
broken=()
for target in "${targets[@]}"; do
  fuzz "$target" || broken+=("$target")
done
[ ${#broken[@]} = 0 ] || fail "found something in: ${broken[*]} (inputs under $FOUND/artifacts, logs in $FOUND)"
say "Nothing found"
