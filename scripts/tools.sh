# shellcheck shell=bash
# Sourced after common.sh: finds the tools that have to be there and installs those that can be.

PYTHON_WANTED=3.11
CARGO_WANTED=1.89
CARGO_WANTED_BY_EFFECTS=1.91 # asked by sonora: an older one builds a core without effects
NODE_WANTED=20.19 # asked by Vite
GO_TOOLCHAIN=v0.0.1-go1.26.0
UV_WANTED=0.8
UV_PINNED=0.13.8

# require NAME VERSION FOUND HINT: FOUND is what the tool printed, empty when it is missing.
require() {
  local name="$1" wanted="$2" found="$3" hint="$4" version
  [ -n "$found" ] || fail "$name $wanted or newer is needed and none was found: $hint"
  version="$(first_version "$found")"
  version_at_least "$version" "$wanted" || fail "$name $wanted or newer is needed, $version was found: $hint"
}

find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      PYTHON="$("$name" -c "import sys; print(sys.executable)")" # behind shims: uv compares it
      return
    fi
  done
  require Python "$PYTHON_WANTED" "$(python3 --version 2>/dev/null || true)" "on Debian 12: apt-get install python3"
}

# apt_install PACKAGE…: with apt-get when root, else the line to type.
apt_install() {
  if [ "$(id -u)" != 0 ]; then
    fail "Debian packages are missing. Please run: sudo apt-get update && sudo apt-get install -y $*"
  fi
  command -v apt-get >/dev/null || fail "please install what Debian calls: $*"
  say "Installing Debian packages: $*"
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "$@" >&2
}

# require_commands COMMAND=PACKAGE…: install the packages whose command is missing, all in one go.
require_commands() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
}

# require_libraries NAME=PACKAGE…: the same for libraries, by the name pkg-config knows them by.
require_libraries() {
  local pair missing=()
  for pair in "$@"; do
    pkg-config --exists "${pair%%=*}" || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
}

require_build_tools() {
  find_python
  require cargo "$CARGO_WANTED" "$(cargo --version 2>/dev/null || true)" "see https://rustup.rs (rustup update stable)"
  require Node.js "$NODE_WANTED" "$(node --version 2>/dev/null || true)" "see https://nodejs.org/en/download"
  command -v npm >/dev/null || fail "npm is needed and none was found: it comes with Node.js"
  # libopus is built by cmake; aws-lc needs a C compiler.
  require_commands cc=build-essential cmake=cmake pkg-config=pkg-config
  # Not for the wheel: for the crates that code video.
  require_libraries vpx=libvpx-dev
  require_uv
}

# Chromium plays the user in the end-to-end tests, ffmpeg makes and reads their audio.
require_test_tools() {
  require cargo "$CARGO_WANTED_BY_EFFECTS" "$(cargo --version)" "see https://rustup.rs (rustup update stable)"
  require_commands chromium=chromium ffmpeg=ffmpeg
  require_libtoxcore
  require_go
  require_pesq
  offer_firefox
}

# The archive that libtoxav is made with, and the library that it is compared with.
require_libtoxcore() {
  [ -f "$(cc -print-file-name=libtoxcore.a)" ] && [ -f "$(cc -print-file-name=libsodium.so)" ] && return
  apt_install libtoxcore-dev libsodium-dev
}

# A second browser, and the sound system without which it stays mute. Not every system has this one: its tests are
# skipped then, and say what is missing.
offer_firefox() {
  if command -v firefox-esr >/dev/null && command -v pulseaudio >/dev/null && command -v pactl >/dev/null; then return; fi
  (apt_install firefox-esr pulseaudio pulseaudio-utils) || say "Firefox is missing: its tests will be skipped"
}

# The measure of speech quality is published as C only.
require_pesq() {
  local headers
  if .venv/bin/python -c 'import pesq' 2>/dev/null; then return; fi
  headers="$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("include"))')"
  [ -f "$headers/Python.h" ] || apt_install python3-dev
  uv sync --quiet --locked --inexact --no-install-project --group speech
}

require_uv() {
  local found
  found="$(uv --version 2>/dev/null || true)"
  if [ -n "$found" ] && version_at_least "$(first_version "$found")" "$UV_WANTED"; then return; fi
  if [ ! -x "$CACHE/uv/bin/uv" ]; then
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv
    say "Installing uv $UV_PINNED with pip under $CACHE/uv"
    "$PYTHON" -m venv "$CACHE/uv"
    "$CACHE/uv/bin/pip" install --quiet --disable-pip-version-check "uv==$UV_PINNED"
  fi
  export PATH="$CACHE/uv/bin:$PATH"
  [ -n "$found" ] || offer_uv
}

# The user is to type `uv run …` as well: link uv into the first usable folder of the PATH.
offer_uv() {
  local folder
  for folder in "$HOME/.local/bin" /usr/local/bin; do
    if [[ ":$PATH:" == *":$folder:"* ]] && mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ]; then
      ln -sf "$CACHE/uv/bin/uv" "$folder/uv"
      say "Linked uv into $folder"
      return
    fi
  done
  say "To type \`uv run …\` yourself, add $CACHE/uv/bin to your PATH"
}

# A Go from 1.21 on fetches the toolchain that go.mod asks for by itself; an older one can still
# download it as a module, checked against Go's own checksum database.
require_go() {
  local found toolchain
  found="$(go version 2>/dev/null || true)"
  if [ -n "$found" ] && version_at_least "$(first_version "${found#*go}")" 1.21; then return; fi
  toolchain="golang.org/toolchain@$GO_TOOLCHAIN.linux-$(dpkg --print-architecture 2>/dev/null || echo amd64)"
  if [ ! -x "$GOMODCACHE/$toolchain/bin/go" ]; then
    [ -n "$found" ] || apt_install golang-go
    say "Fetching Go ${GO_TOOLCHAIN#*-go} with the older one of Debian"
    go mod download "$toolchain"
    chmod -R u+x "$GOMODCACHE/$toolchain/bin" "$GOMODCACHE/$toolchain/pkg/tool"
  fi
  export PATH="$GOMODCACHE/$toolchain/bin:$PATH"
}
