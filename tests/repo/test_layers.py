"""The arrows of ARCHITECTURE.md; import-linter holds those between Python modules."""

import ast
import re

import pytest

from repo.tree import ROOT, files_under, own_packages, shown

# What a crate may depend on, of our own crates.
ARROWS = {
    "jackfield-media": set(),
    "jackfield-webrtc": {"jackfield-media"},
    "jackfield-websocket": {"jackfield-media"},
    "jackfield-engine": {
        "jackfield-media",
        "jackfield-record",
        "jackfield-webrtc",
        "jackfield-websocket",
    },
    "jackfield-files": {"jackfield-media", "jackfield-proto"},
    "jackfield-proto": set(),
    "jackfield-record": {"jackfield-media"},
    "jackfield-python": {
        "jackfield-engine",
        "jackfield-files",
        "jackfield-media",
        "jackfield-proto",
        "jackfield-testkit",
        "jackfield-webrtc",
    },
    "jackfield-testkit": {"jackfield-engine", "jackfield-media", "jackfield-webrtc"},
    "jackfield-toxav": {"jackfield-media"},
    "jackfield-libtoxav": {"jackfield-media", "jackfield-toxav"},
}

# The shell around the core: everything else reaches the core through it.
CORE_IMPORTERS = {
    f"python/jackfield/{name}.py"
    for name in ("effects", "engine", "engine_config", "mock_engine", "opus", "tls_engine")
}


def test_crates_depend_only_downwards() -> None:
    found = {
        name: {
            dependency["name"]
            for dependency in package["dependencies"]
            if dependency["name"] in ARROWS and dependency["kind"] is None
        }
        for name, package in own_packages().items()
    }
    assert found.keys() == ARROWS.keys(), "name a new crate's arrows here"
    assert {name: used - ARROWS[name] for name, used in found.items() if used - ARROWS[name]} == {}


def test_the_testkit_ships_only_as_virtual_time_for_python() -> None:
    shipped = {
        name: dependency["optional"]
        for name, package in own_packages().items()
        for dependency in package["dependencies"]
        if dependency["name"] == "jackfield-testkit" and dependency["kind"] is None
    }
    assert shipped == {"jackfield-python": True}, "behind its feature `testing`"


@pytest.mark.parametrize(
    ("library", "crate"), [("str0m", "crates/webrtc/"), ("tungstenite", "crates/websocket/")]
)
def test_only_one_crate_names_the_library_of_its_protocol(library: str, crate: str) -> None:
    sources = [*files_under("crates", ".rs"), *files_under("crates", "Cargo.toml")]
    naming = {
        shown(path)
        for path in sources
        if re.search(rf"^(?!\s*//).*\b{library}\b", path.read_text(), re.MULTILINE)
    }
    assert {path for path in naming if not path.startswith(crate)} == set()


def test_only_the_media_layer_imports_the_core() -> None:
    importing = {
        shown(path)
        for path in files_under("python/jackfield", ".py")
        if _imports_core(ast.parse(path.read_text()))
    }
    outside = {path for path in importing if not path.startswith(tuple(CORE_IMPORTERS))}
    assert outside == set()


def _imports_core(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if any(n.name == "jackfield._core" for n in names):
                return True
            case ast.ImportFrom(module="jackfield._core"):
                return True
            case ast.ImportFrom(module="jackfield", names=names) if any(
                n.name == "_core" for n in names
            ):
                return True
    return False


def test_python_and_rust_bear_the_same_version() -> None:
    python = re.search(r'^version = "(.+?)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert python is not None
    assert {package["version"] for package in own_packages().values()} == {python[1]}
