#!/usr/bin/env bash
# Builds the ToxAV library under target/toxav: libtoxcore's network and crypto with our calls, in three files.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

OUT="$ROOT/target/toxav"
PARTS="$OUT/parts"
ENGINE="$CARGO_TARGET_DIR/release/libjackfield_toxav_c.a"
# The reference's own calls, which ours take the place of; its group calls stay.
REPLACED=(toxav.c.o msi.c.o rtp.c.o bwcontroller.c.o audio.c.o video.c.o ring_buffer.c.o)
NEEDED=(m_callback_msi_packet m_callback_rtp_packet m_callback_connectionstatus_internal_av tox_lock tox_unlock)
# In code for executables these two are reached as no shared library can; capi/glue.c has them.
RENAMED=(stderr=jackfield_stderr in6addr_loopback=jackfield_in6_loopback)

missing() {
  fail "Debian's packages are missing. Please run: sudo apt-get install -y libtoxcore-dev libsodium-dev libvpx-dev"
}

# found LIBRARY: its path, as the compiler finds it.
found() {
  local path
  path="$(cc -print-file-name="$1")"
  [ -f "$path" ] && printf '%s' "$path"
}

# The names and symbols below are of libtoxcore 0.2.18; another version may have others.
check_archive() {
  local name members symbols
  members="$(ar t "$1")"
  symbols="$(nm --defined-only "$1" 2>/dev/null | awk 'NF == 3 {print $3}')"
  for name in "${REPLACED[@]}"; do
    grep -qx "$name" <<<"$members" || fail "$1 has no $name: this recipe is for libtoxcore 0.2.18, look at capi/README.md"
  done
  for name in "${NEEDED[@]}"; do
    grep -qx "$name" <<<"$symbols" || fail "$1 does not define $name: this recipe is for libtoxcore 0.2.18, look at capi/README.md"
  done
}

prepare_archive() {
  local pair renamings=()
  for pair in "${RENAMED[@]}"; do renamings+=(--redefine-sym "$pair"); done
  objcopy "${renamings[@]}" "$1" "$PARTS/libtoxcore.a"
  ar d "$PARTS/libtoxcore.a" "${REPLACED[@]}"
  cc -std=gnu11 -O2 -fPIC -Wall -Wextra -Werror -c capi/glue.c -o "$PARTS/glue.o"
  ar rs "$PARTS/libtoxcore.a" "$PARTS/glue.o"
}

# link FILE SONAME NAMES…: a library that exports the names in these files and nothing else.
link() {
  local file="$1" soname="$2" map wanted=()
  shift 2
  map="$PARTS/$soname.map"
  mapfile -t wanted < <(cat "$@")
  { echo "{ global:"; printf '  %s;\n' "${wanted[@]}"; echo "  local: *; };"; } >"$map"
  mkdir -p "$(dirname "$file")"
  # Without -u the engine would be left out silently; -Bsymbolic keeps ours from calling another copy's functions.
  cc -shared -o "$file" -Wl,--whole-archive "$PARTS/libtoxcore.a" -Wl,--no-whole-archive \
    "${wanted[@]/#/-Wl,-u,}" "$ENGINE" -Wl,--version-script="$map" -Wl,-soname,"$soname" \
    -Wl,-Bsymbolic -Wl,--gc-sections -Wl,-z,defs -Wl,-z,now -lvpx -lsodium -lpthread -lm -lgcc_s
  strip --strip-debug "$file"
  check_exports "$file" "$@"
}

check_exports() {
  local file="$1"
  shift
  if ! diff <(sort -u "$@") <(nm -D --defined-only "$file" | awk '{print $3}' | sort -u) >&2; then
    fail "$file does not export exactly the names of $*"
  fi
}

install_headers() {
  mkdir -p "$OUT/include/tox" "$OUT/lib/pkgconfig"
  cp capi/include/tox/toxav.h "$OUT/include/tox/"
  cp capi/include/jackfield_tox.h "$OUT/include/"
  sed "s|@PREFIX@|$OUT|" capi/toxav.pc.in >"$OUT/lib/pkgconfig/toxav.pc"
}

archive="$(found libtoxcore.a)" || missing
found libsodium.so >/dev/null || missing
found libvpx.so >/dev/null || missing
check_archive "$archive"
step "ToxAV engine (release)" cargo rustc --release --locked -p jackfield-libtoxav --lib --crate-type staticlib
mkdir -p "$PARTS"
prepare_archive "$archive"
link "$OUT/lib/libtoxav.so.2" libtoxav.so.2 capi/exports.txt
link "$OUT/drop-in/libtoxcore.so.2" libtoxcore.so.2 capi/exports.txt
link "$OUT/lib/libjackfield_tox.so" libjackfield_tox.so capi/exports.txt capi/exports-jackfield.txt
ln -sf libtoxav.so.2 "$OUT/lib/libtoxav.so"
install_headers
say "Built libtoxav.so.2, libtoxcore.so.2 and libjackfield_tox.so under $OUT"
