"""Modules of a Rust crate import downwards: none needs, by way of others, itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from repo.tree import ROOT

CRATES = sorted(path.parent for path in (ROOT / "crates").glob("*/Cargo.toml"))
_IMPORT = re.compile(r"\bcrate::(\{[^;]*\}|\w+)")
_REEXPORT = re.compile(r"^pub(?:\([a-z]+\))? use (\w+)::(?:\{([^;]*)\}|(\w+));", re.MULTILINE)


def _imports(crate: Path) -> dict[str, set[str]]:
    """The modules of a crate's top level, each with those it names."""
    front = (crate / "src/lib.rs").read_text() if (crate / "src/lib.rs").exists() else ""
    home = {
        name: module
        for module, several, single in _REEXPORT.findall(front)
        for name in re.findall(r"\w+", several or single)
    }
    found: dict[str, set[str]] = {}
    for path in (crate / "src").rglob("*.rs"):
        if path.name in ("lib.rs", "main.rs", "tests.rs"):
            continue
        module = path.relative_to(crate / "src").parts[0].removesuffix(".rs")
        code = re.sub(r"//.*", "", path.read_text())
        for named in _IMPORT.findall(code):
            heads = re.findall(r"(?:^\{|,)\s*(\w+)", named) if named[0] == "{" else [named]
            found.setdefault(module, set()).update(home.get(head, head) for head in heads)
    return found


def _circles(imports: dict[str, set[str]]) -> Iterator[str]:
    for module, direct in imports.items():
        seen: set[str] = set()
        waiting = list(direct - {module})
        while waiting:
            needed = waiting.pop()
            if needed not in seen:
                seen.add(needed)
                waiting += imports.get(needed, set()) - {needed}
        if module in seen:
            yield module


@pytest.mark.parametrize("crate", CRATES, ids=lambda crate: crate.name)
def test_no_modules_import_each_other_in_a_circle(crate: Path) -> None:
    assert sorted(_circles(_imports(crate))) == []


def test_a_circle_is_found_however_long_it_is() -> None:
    assert sorted(_circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}})) == ["b", "c"]
