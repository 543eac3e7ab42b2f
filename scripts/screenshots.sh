#!/usr/bin/env bash
# Takes the pictures in docs/images anew, from the real page in real calls.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$ROOT/scripts/tools.sh"

"$ROOT/scripts/build.sh"
require_commands chromium=chromium
PYTHONPATH=python:tests:. .venv/bin/python -m e2e.screenshots
