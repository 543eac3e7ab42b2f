#!/usr/bin/env bash
# Builds what changed, then serves. Arguments go to `jackfield serve`.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
"$ROOT/scripts/build.sh"
exec .venv/bin/jackfield serve "$@"
