# shellcheck shell=bash
# Sourced after common.sh: runs many parts, goes on after a failure, and says at the end what failed.

RESULTS=()
FAILURES=0
CLOSING=()  # what test runners said last
COUNTED=0   # failed parts that said which of their tests failed
TESTS=(0 0 0) # passed, failed, skipped

# How the runners' figures begin: cargo, pytest, vitest, Playwright, Go.
FIGURES='^test result: |^=+ .* in [0-9.]+s|^ +Tests +[0-9]|^ +[0-9]+ (passed|failed|flaky|skipped|did not run)|^--- (PASS|FAIL|SKIP)|^ok '

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

# tests NAME COMMAND…: a part that ends in a test runner's figures, which are added up.
tests() {
  local output before=$FAILURES failed=${TESTS[1]}
  output="$(mktemp)"
  part "$1" watched "$output" "${@:2}"
  add_figures "$output"
  rm -f "$output"
  if [ "$FAILURES" -gt "$before" ] && [ "${TESTS[1]}" -gt "$failed" ]; then COUNTED=$((COUNTED + 1)); fi
}

# watched FILE COMMAND…: what the command prints goes to the file as well.
watched() { "${@:2}" | tee "$1"; }

# add_figures FILE: keep the closing lines in it, and add up what they count.
add_figures() {
  local lines figures index
  lines="$(sed 's/\x1b\[[0-9;]*m//g' "$1" | grep -E "$FIGURES" || true)"
  read -ra figures < <(count <<<"$lines")
  for index in 0 1 2; do TESTS[index]=$((TESTS[index] + figures[index])); done
  mapfile -O "${#CLOSING[@]}" -t CLOSING < <(grep -Ev '^test result: ok\. 0 passed|^--- |^$' <<<"$lines")
}

# count: the sums of passed, failed and skipped tests in such lines.
count() {
  awk '
    /^--- PASS/ { passed++ }
    /^--- FAIL/ { failed++ }
    /^--- SKIP/ { skipped++ }
    {
      for (i = 2; i <= NF; i++) {
        if ($i ~ /^passed/) passed += $(i - 1)
        else if ($i ~ /^(failed|errors?|flaky)/) failed += $(i - 1)
        else if ($i ~ /^(skipped|ignored|did$)/) skipped += $(i - 1)
      }
    }
    END { print passed + 0, failed + 0, skipped + 0 }
  '
}

# finish WHAT: the list of parts; ends the script with 1 if one of them failed.
finish() {
  printf '%s\n' "" "${RESULTS[@]}" >&2
  [ "$FAILURES" = 0 ] || fail "$1: $FAILURES of ${#RESULTS[@]} parts failed"
  say "$1: all ${#RESULTS[@]} parts passed in $SECONDS s"
}

# finish_tests WHAT: how each runner ended, the list of parts, and the sum of all tests in the last line.
# A part that failed without saying which test, such as a lint or a crash, counts as one.
finish_tests() {
  local status=0
  printf '%s\n' "" "${CLOSING[@]}"
  (finish "$1") || status=1
  printf '%s passed, %s failed, %s skipped\n' "${TESTS[0]}" "$((TESTS[1] + FAILURES - COUNTED))" "${TESTS[2]}"
  exit "$status"
}
