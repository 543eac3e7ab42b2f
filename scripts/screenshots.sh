#!/usr/bin/env bash
# Takes the pictures in docs/images anew, from the real page in real calls; all of them, or those named.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$ROOT/scripts/tools.sh"

"$ROOT/scripts/build.sh"
require_commands chromium=chromium
[ -n "$(fc-list Inter)" ] || apt_install fonts-inter
PYTHONPATH=python:tests:. .venv/bin/python -m e2e.screenshots "$@"
