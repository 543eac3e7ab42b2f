"""Every crate we link has a licence that deny.toml allows."""

import re
import tomllib
from pathlib import Path
from typing import TypedDict

from repo.tree import ROOT, cargo_packages, own_packages

# Shipped as libraries of their own, under the licence of what they are linked with.
COPYLEFT = {"jackfield-toxav", "jackfield-libtoxav"}


class Exceptions(TypedDict):
    """A crate that may have licences which others may not."""

    crate: str
    allow: list[str]


class Licences(TypedDict):
    """The section of deny.toml."""

    allow: list[str]
    exceptions: list[Exceptions]


def _licences() -> Licences:
    section: Licences = tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]
    return section


def _allowed() -> dict[str, set[str]]:
    """The licences each crate may have; those of the empty name are for all."""
    told = _licences()
    common = set(told["allow"])
    own = {entry["crate"]: common | set(entry["allow"]) for entry in told["exceptions"]}
    return {"": common} | own


def _simple(expression: str, allowed: set[str]) -> bool:
    sides = expression.replace("/", " OR ").split(" OR ")
    return any(all(name.strip() in allowed for name in side.split(" AND ")) for side in sides)


def _permitted(expression: str, allowed: set[str]) -> bool:
    verdicts = {True: "met", False: "unmet"}
    while "(" in expression:
        expression = re.sub(
            r"\(([^()]*)\)", lambda inner: verdicts[_simple(inner[1], allowed)], expression
        )
    return _simple(expression, allowed | {"met"})


def test_an_expression_is_met_by_one_side_of_or_and_both_of_and() -> None:
    allowed = {"MIT", "ISC"}
    assert _permitted("GPL-3.0 OR MIT", allowed)
    assert _permitted("ISC AND (MIT OR GPL-3.0)", allowed)
    assert not _permitted("MIT AND GPL-3.0", allowed)
    assert not _permitted("", allowed)


def test_every_crate_has_an_allowed_licence() -> None:
    allowed = _allowed()
    refused = {
        package["name"]: package["license"]
        for package in cargo_packages()
        if not _permitted(package["license"] or "", allowed.get(package["name"], allowed[""]))
    }
    assert refused == {}


def test_exactly_the_libraries_for_tox_are_under_the_gpl() -> None:
    assert {entry["crate"] for entry in _licences()["exceptions"]} == COPYLEFT
    own = own_packages()
    assert {own[name]["license"] for name in COPYLEFT & own.keys()} == {"GPL-3.0-or-later"}
    assert {own[name]["license"] for name in own.keys() - COPYLEFT} == {"Apache-2.0"}
    for name in COPYLEFT & own.keys():
        text = (Path(own[name]["manifest_path"]).parent / "LICENSE").read_text()
        assert "GNU GENERAL PUBLIC LICENSE" in text, name


def test_nothing_under_the_apache_licence_depends_on_them() -> None:
    leaning = {
        package["name"]: sorted(used & COPYLEFT)
        for package in cargo_packages()
        if package["name"] not in COPYLEFT
        and (used := {dependency["name"] for dependency in package["dependencies"]}) & COPYLEFT
    }
    assert leaning == {}
