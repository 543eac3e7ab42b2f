#!/usr/bin/env bash
# Writes the code of proto/ for Python and Rust. The tests notice when it is not what proto/ says.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

.venv/bin/python -m grpc_tools.protoc -Iproto --python_out=python --pyi_out=python proto/jackfield/v1/*.proto
JACKFIELD_WRITE_PROTO=yes cargo test --quiet --locked -p jackfield-proto --test generated
