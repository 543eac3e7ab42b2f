"""The code of proto/ is what is written of it; the Rust side has its own test in crates/proto."""

from pathlib import Path

import pytest
from grpc_tools import protoc

from repo.tree import ROOT, files_under

SOURCES = sorted(path.relative_to(ROOT / "proto") for path in files_under("proto", ".proto"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proto")
    command = ["protoc", f"-I{ROOT}/proto", f"--python_out={folder}", f"--pyi_out={folder}"]
    assert protoc.main([*command, *map(str, SOURCES)]) == 0
    return folder


def test_there_is_something_to_write() -> None:
    assert {path.name for path in SOURCES} >= {"events.proto", "mock.proto"}


def test_the_python_messages_are_current(made: Path) -> None:
    written = {path.relative_to(made): path.read_text() for path in made.rglob("*_pb2.py*")}
    assert len(written) == 2 * len(SOURCES)
    kept = {name: (ROOT / "python" / name).read_text() for name in written}
    assert kept == written, "run scripts/proto.sh"


def test_the_messages_of_the_page_are_current(tmp_path: Path) -> None:
    plugin = ROOT / "web/node_modules/.bin/protoc-gen-es"
    assert plugin.exists(), "run scripts/build.sh, which installs what the page needs"
    command = ["protoc", f"-I{ROOT}/proto", f"--plugin=protoc-gen-es={plugin}"]
    command += [f"--es_out={tmp_path}", "--es_opt=target=js+dts", "jackfield/v1/events.proto"]
    assert protoc.main(command) == 0
    written = {file.relative_to(tmp_path): file.read_text() for file in tmp_path.rglob("*_pb.*")}
    assert len(written) == 2
    kept = {name: (ROOT / "web/proto" / name).read_text() for name in written}
    assert kept == written, "run scripts/proto.sh"


def test_no_message_outlives_its_source() -> None:
    kept = {path.name.split("_pb2")[0] for path in files_under("python", "_pb2.py", "_pb2.pyi")}
    assert kept == {path.stem for path in SOURCES}
