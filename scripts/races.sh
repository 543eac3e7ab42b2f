#!/usr/bin/env bash
# Looks for data races in Tox calls by ThreadSanitizer: in the engine's own threads, then in C programs on top of all of it.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

SYSROOT="$(rustc --print sysroot)"
HOST="$(rustc -vV | sed -n 's/^host: //p')"
OUT="$ROOT/target/races"
ARCHIVE="$ROOT/target/toxav/parts/libtoxcore.a"
ENGINE="$CARGO_TARGET_DIR/races/$HOST/debug/libjackfield_toxav_c.a"
SANITIZER=("$SYSROOT/lib/rustlib/$HOST/lib"/librustc-*_rt.tsan.a)
PROGRAMS=(threads switchboard)
LIMIT_S=200 # of a program; each takes a few seconds

# The standard library is built as well: its locks are atomics, and what is not built for it the sanitizer does not see.
sanitized() {
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=thread" CARGO_TARGET_DIR="$CARGO_TARGET_DIR/races" \
    cargo "$@" -Zbuild-std --target "$HOST" --locked
}

# program NAME: linked with the sanitizer of the Rust compiler, as there can be one only.
program() {
  cc -std=gnu11 -O1 -g -fsanitize=thread -c "$ROOT/capi/tests/"{"$1",pair,clock}.c
  cc -o "$1" "$1.o" pair.o clock.o -rdynamic -Wl,--whole-archive "${SANITIZER[0]}" "$ARCHIVE" -Wl,--no-whole-archive \
    "$ENGINE" -lvpx -lsodium -lpthread -lm -ldl -lgcc_s
}

races() {
  local name="$1"
  if ! TSAN_OPTIONS="exitcode=66" timeout "$LIMIT_S" "$OUT/$name" >"$OUT/$name.txt" 2>"$OUT/$name.log"; then
    cat "$OUT/$name.log" >&2
    return 1
  fi
  diff "capi/tests/expected/$name.txt" "$OUT/$name.txt"
}

[ -d "$SYSROOT/lib/rustlib/src/rust/library" ] || fail "rust-src is missing. Please run: rustup component add rust-src"
[ -f "$ARCHIVE" ] || step "ToxAV library" "$ROOT/scripts/toxav.sh"
mkdir -p "$OUT"
step "Threads of the engine" sanitized test --quiet -p jackfield-toxav --test threads
step "Library" sanitized rustc -p jackfield-libtoxav --lib --crate-type staticlib
for name in "${PROGRAMS[@]}"; do
  (cd "$OUT" && program "$name")
  step "Program $name" races "$name"
done
say "No races found"
