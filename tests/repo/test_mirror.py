"""Whoever changes a file finds its test by the name, and no file is without one."""

import re
from pathlib import Path

from repo.tree import ROOT, files_under, shown

# Files without a test of their own, each with the reason.
EXEMPT = {
    "python/jackfield/__init__.py": "names the public API; tests/test_public_api.py holds it",
}
EXEMPT_FOLDERS = {
    "crates/libtoxav/src": "runs in C programs only: capi/tests, by tests/capi",
    "crates/python/src": "runs in an interpreter only: tested from Python",
    "python/jackfield/v1": "written by protoc; tests/repo/test_generated.py holds it current",
}
EXEMPT_NAMES = {
    "__init__.py": "a package's front door holds imports only",
    "lib.rs": "a crate's front door holds declarations only",
    "main.tsx": "mounts the page; the browser tests start there",
}


# A Rust file without any of these only declares: there is nothing to call.
RUST_BODY = re.compile(r"\bfn \w+[^;]*?\{", re.DOTALL)


def _exempt(path: Path) -> bool:
    in_folder = shown(path).startswith(tuple(EXEMPT_FOLDERS))
    return shown(path) in EXEMPT or path.name in EXEMPT_NAMES or in_folder


def test_each_python_module_has_its_test() -> None:
    missing = []
    for path in files_under("python/jackfield", ".py"):
        inside = path.relative_to(ROOT / "python/jackfield")
        wanted = ROOT / "tests" / inside.parent / f"test_{inside.name.removeprefix('_')}"
        if not _exempt(path) and not wanted.exists():
            missing.append(f"{shown(path)} → {shown(wanted)}")
    assert missing == []


def test_each_rust_module_has_its_test() -> None:
    missing = []
    for path in files_under("crates", ".rs"):
        crate, *inside = path.relative_to(ROOT / "crates").parts
        if inside[0] != "src" or path.name == "tests.rs" or _exempt(path):
            continue
        if not RUST_BODY.search(path.read_text()):
            continue
        beside = path.with_suffix("") / "tests.rs"
        behaviour = ROOT / "crates" / crate / "tests" / path.name
        if not beside.exists() and not behaviour.exists():
            missing.append(f"{shown(path)} → {shown(beside)}")
    assert missing == []


def test_each_page_module_has_its_test() -> None:
    missing = []
    for path in files_under("web/src", ".ts", ".tsx"):
        if path.name.endswith((".test.ts", ".test.tsx", ".d.ts")) or _exempt(path):
            continue
        candidates = [path.with_name(f"{path.stem}.test{suffix}") for suffix in (".ts", ".tsx")]
        if not any(candidate.exists() for candidate in candidates):
            missing.append(f"{shown(path)} → {shown(candidates[0])}")
    assert missing == []


def test_no_exemption_outlives_its_file() -> None:
    assert [name for name in EXEMPT | EXEMPT_FOLDERS if not (ROOT / name).exists()] == []
