"""ARCHITECTURE.md says why each dependency is there."""

import json
import re
import tomllib

import pytest

from repo.tree import ROOT, own_packages


def _section(title: str) -> str:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    found = re.search(rf"^### {title}$(.+?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def _python() -> set[str]:
    manifest = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = manifest["dependency-groups"].values()
    wanted = sum(groups, manifest["project"]["dependencies"])
    return {re.split(r"[\[<>=~! ]", requirement)[0] for requirement in wanted}


def _rust() -> set[str]:
    own = own_packages()
    used = (dependency for package in own.values() for dependency in package["dependencies"])
    return {dependency["name"] for dependency in used} - own.keys()


def _npm() -> set[str]:
    manifest = json.loads((ROOT / "web/package.json").read_text())
    names = {*manifest["dependencies"], *manifest["devDependencies"]}
    # Types come with what they describe; the packages of one family are explained together.
    return {
        re.sub(r"^(@testing-library)/.*", r"\1", n) for n in names if not n.startswith("@types/")
    }


@pytest.mark.parametrize(
    ("title", "names"),
    [("Python", _python()), ("Rust", _rust()), ("npm", _npm())],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_every_dependency_is_explained(title: str, names: set[str]) -> None:
    explained = re.split(r"[\s|,*:]+", _section(title))
    assert sorted(names - set(explained)) == []
