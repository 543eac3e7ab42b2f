"""Every crate we link has a licence that deny.toml allows."""

import re
import tomllib

from repo.tree import ROOT, cargo_packages


def _allowed() -> set[str]:
    licences: list[str] = tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]["allow"]
    return set(licences)


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
        if not _permitted(package["license"] or "", allowed)
    }
    assert refused == {}
