"""The words that the core and Python say to each other are those of its stub.

The types of its functions are compared with the binary by mypy's stubtest, which sees no words.
"""

import ast
import re

import pytest

from repo.tree import ROOT

_STUB = ast.parse((ROOT / "python/jackfield/_core.pyi").read_text())


def _declared(alias: str) -> set[str]:
    (value,) = (
        node.value
        for node in _STUB.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == alias and node.value
    )
    return {
        node.value
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize(
    ("alias", "source", "arm"),
    [
        ("_EventKind", "crates/engine/src/hub.rs", r'Self::\w+ => "(\w+)",'),
        ("_Route", "crates/python/src/engine.rs", r'"(\w+)" => Route::'),
        ("_Hears", "crates/python/src/engine.rs", r'"(\w+)" => Ok\(Hears::'),
    ],
)
def test_the_stub_knows_every_word_of_the_core(alias: str, source: str, arm: str) -> None:
    words = re.findall(arm, (ROOT / source).read_text())
    assert words
    assert _declared(alias) == set(words)
