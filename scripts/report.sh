# shellcheck shell=bash
# Sourced after common.sh: runs many parts, goes on after a failure, and says at the end what failed.

RESULTS=()
FAILURES=0

# part NAME COMMAND…
part() {
  local name="$1" begun=$SECONDS
  shift
  say "$name"
  if "$@"; then
    RESULTS+=("✓ $name ($((SECONDS - begun)) s)")
  else
    RESULTS+=("✗ $name ($((SECONDS - begun)) s)")
    FAILURES=$((FAILURES + 1))
  fi
}

# finish WHAT: the list of parts; ends the script with 1 if one of them failed.
finish() {
  printf '%s\n' "" "${RESULTS[@]}" >&2
  [ "$FAILURES" = 0 ] || fail "$1: $FAILURES of ${#RESULTS[@]} parts failed"
  say "$1: all ${#RESULTS[@]} parts passed in $SECONDS s"
}
