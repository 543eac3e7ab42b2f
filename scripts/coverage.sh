#!/usr/bin/env bash
# Measures which lines of the Tox engine its tests reach, module by module, and fails when they are too few.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

CRATE=jackfield-toxav
FOLDER=crates/toxav
# Per cent of the lines that are to be reached: of all, and of each module.
LEAST_OF_ALL=95
LEAST=92
OUT="$ROOT/target/coverage"
TOOLS="$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin"

# The flag is for this crate alone: what it is made with is built as for other tests.
write_wrapper() {
  cat >"$OUT/rustc" <<WRAPPER
#!/bin/sh
[ "\$CARGO_PKG_NAME" != "$CRATE" ] || set -- "\$@" -C instrument-coverage
exec "\$@"
WRAPPER
  chmod +x "$OUT/rustc"
}

# Prints the test programs.
built() {
  RUSTC_WORKSPACE_WRAPPER="$OUT/rustc" cargo test --package "$CRATE" --lib --tests --no-run --locked --message-format=json |
    grep -o '"executable":"[^"]*"' | cut -d'"' -f4
}

run_all() {
  local program
  for program in "$@"; do
    (cd "$FOLDER" && LLVM_PROFILE_FILE="$OUT/raw/%p.profraw" "$program" --quiet >"$OUT/tests.log" 2>&1) || {
      cat "$OUT/tests.log" >&2
      return 1
    }
  done
}

# Lines of llvm-cov's table, added up for each file or folder below src/.
by_module() {
  awk -v sources="$FOLDER/src/" -v least="$LEAST" -v least_of_all="$LEAST_OF_ALL" '
    function row(name, lines, missed) {
      printf "%-12s %5d lines %7.2f %%\n", name, lines, 100 * (lines - missed) / lines
    }
    $1 ~ /\.rs$/ && $8 > 0 {
      module = $1; sub(".*" sources, "", module); sub(/\/.*|\.rs$/, "", module)
      lines[module] += $8; missed[module] += $9; all += $8; none += $9
    }
    END {
      for (module in lines) {
        row(module, lines[module], missed[module])
        if (100 * (lines[module] - missed[module]) < least * lines[module]) short = short " " module
      }
      row("(all)", all, none)
      if (100 * (all - none) < least_of_all * all) short = short " (all)"
      if (!all || short) { print "too few:" short >"/dev/stderr"; exit 1 }
    }' | sort
}

[ -x "$TOOLS/llvm-cov" ] || fail "llvm-tools are missing. Please run: rustup component add llvm-tools"
rm -rf "$OUT/raw"
mkdir -p "$OUT/raw"
write_wrapper
built >"$OUT/programs"
mapfile -t programs <"$OUT/programs"
step "Tests of $CRATE" run_all "${programs[@]}"
"$TOOLS/llvm-profdata" merge -sparse "$OUT"/raw/*.profraw -o "$OUT/tests.profdata"
"$TOOLS/llvm-cov" report "${programs[0]}" "${programs[@]/#/--object=}" --instr-profile="$OUT/tests.profdata" \
  --ignore-filename-regex='/tests(\.rs|/)' --sources "$FOLDER/src/" | by_module
say "Line by line: $TOOLS/llvm-cov show ${programs[0]} --instr-profile=$OUT/tests.profdata --sources $FOLDER/src/"
