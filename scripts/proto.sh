#!/usr/bin/env bash
# Writes the code of proto/ for Python, Rust and the page. The tests notice when it is not what proto/ says.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

.venv/bin/python -m grpc_tools.protoc -Iproto --python_out=python --pyi_out=python proto/jackfield/v1/*.proto
# The page knows events, and configures no mocks.
.venv/bin/python -m grpc_tools.protoc -Iproto --plugin=protoc-gen-es=web/node_modules/.bin/protoc-gen-es \
  --es_out=web/proto --es_opt=target=js+dts proto/jackfield/v1/events.proto
JACKFIELD_WRITE_PROTO=yes cargo test --quiet --locked -p jackfield-proto --test generated
