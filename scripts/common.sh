# shellcheck shell=bash
# Sourced by every script here: places, messages, and stamps that tell what has to be built again.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/jackfield"
STAMPS="$ROOT/.venv/stamps" # inside .venv: removing it asks for a new build
cd "$ROOT"

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CACHE/target}"
export GOMODCACHE="${GOMODCACHE:-$CACHE/go-modules}"
export GOFLAGS="-modcacherw -buildvcs=false" # a read-only module cache cannot simply be deleted
export UV_PYTHON_DOWNLOADS=never             # an interpreter that is too old is reported, not replaced
unset VIRTUAL_ENV                            # somebody's active environment is not ours

# coloured CODE TEXT: on a terminal in that colour, in a log plain.
coloured() {
  if [ -t 2 ]; then printf '\033[%sm%s\033[0m\n' "$1" "$2" >&2; else printf '%s\n' "$2" >&2; fi
}

say() { coloured 1 "• $*"; }

fail() {
  coloured "1;31" "✗ $*"
  exit 1
}

# step NAME COMMAND…: say what runs, then run it.
step() {
  say "$1"
  shift
  "$@"
}

# version_at_least FOUND WANTED
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# first_version TEXT: the first dotted number in it.
first_version() { [[ "$1" =~ [0-9]+(\.[0-9]+)+ ]] && printf '%s' "${BASH_REMATCH[0]}"; }

# fresh STAMP PATH…: nothing under the paths changed since the stamp was set. Folders count too, as a deletion touches them.
fresh() {
  local stamp="$STAMPS/$1"
  shift
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$ROOT" ] || return 1
  [ -z "$(find "$@" -newer "$stamp" -not -path '*/__pycache__*' -print -quit 2>/dev/null)" ]
}

# stamped STAMP COMMAND…: run the command; on success the stamp bears the time from before it, so that
# what was edited meanwhile counts as changed. It holds the tree's place, as environments cannot be moved.
stamped() {
  local stamp="$STAMPS/$1" begun
  shift
  begun="$(mktemp)"
  printf '%s' "$ROOT" >"$begun"
  "$@"
  mkdir -p "$STAMPS"
  mv "$begun" "$stamp"
}
