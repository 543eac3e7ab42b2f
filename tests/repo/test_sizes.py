"""Files that fit a head. Function lengths of Rust and TypeScript are held by clippy and Biome."""

import ast
from collections.abc import Iterator
from pathlib import Path

from repo.tree import files_under, shown

PYTHON_LINES = 400
PYTHON_FUNCTION_LINES = 50
RUST_LINES = 500
TYPESCRIPT_LINES = 250


def _longer(paths: Iterator[Path], limit: int) -> dict[str, int]:
    lengths = {shown(path): len(path.read_text().splitlines()) for path in paths}
    return {path: length for path, length in lengths.items() if length > limit}


def test_python_files_are_short() -> None:
    assert _longer(files_under(".", ".py", ".pyi"), PYTHON_LINES) == {}


def test_rust_files_are_short() -> None:
    sources = (path for path in files_under("crates", ".rs") if "src" in path.parts)
    assert _longer((path for path in sources if path.name != "tests.rs"), RUST_LINES) == {}


def test_page_files_are_short() -> None:
    sources = (path for path in files_under("web/src", ".ts", ".tsx") if ".test." not in path.name)
    assert _longer(sources, TYPESCRIPT_LINES) == {}


def test_python_functions_fit_a_screen() -> None:
    found = {}
    for path in files_under(".", ".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > PYTHON_FUNCTION_LINES:
                    found[f"{shown(path)}:{node.lineno} {node.name}"] = length
    assert found == {}
