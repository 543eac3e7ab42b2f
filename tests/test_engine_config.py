"""What the media core is given of the settings."""

import ast
from pathlib import Path

from jackfield.config import Settings
from jackfield.engine_config import stun_urls

PACKAGE = Path(__file__).parents[1] / "python" / "jackfield"


def test_each_field_of_the_core_can_be_set() -> None:
    stub = ast.parse((PACKAGE / "_core.pyi").read_text())
    (config,) = (n for n in stub.body if isinstance(n, ast.ClassDef) and n.name == "EngineConfig")
    (new,) = (node for node in config.body if isinstance(node, ast.FunctionDef))
    source = ast.parse((PACKAGE / "engine_config.py").read_text())
    given = [
        word.arg
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"partial", "recording"}
        for word in node.keywords
    ]
    assert sorted(filter(None, given)) == sorted(arg.arg for arg in new.args.kwonlyargs)


def test_only_stun_servers_are_for_the_core() -> None:
    turn = {"urls": "turn:c", "username": "u", "credential": "p"}
    settings = Settings.model_validate({"ice_servers": ["stun:a", "stuns:b", turn]})
    assert stun_urls(settings) == ["stun:a"]
