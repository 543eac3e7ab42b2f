#!/usr/bin/env bash
# Builds everything, then measures. Arguments go to bench/run.py.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$ROOT/scripts/tools.sh"

"$ROOT/scripts/build.sh"
require_build_tools
require_go
exec .venv/bin/python -m bench.run "$@"
