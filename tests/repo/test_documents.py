"""Documents keep their promises: links lead somewhere, and the usual ones are there."""

import re
from pathlib import Path

from repo.tree import ROOT, files_under, shown

LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def _anchors(document: Path) -> set[str]:
    """The anchors GitHub gives to a document's headings."""
    anchors: set[str] = set()
    for heading in HEADING.findall(FENCE.sub("", document.read_text())):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        count = sum(1 for anchor in anchors if re.fullmatch(rf"{re.escape(slug)}(-\d+)?", anchor))
        anchors.add(f"{slug}-{count}" if count else slug)
    return anchors


def _broken(document: Path) -> list[str]:
    broken = []
    for target in LINK.findall(FENCE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", target):
            continue  # another site; tests do not use the network
        place, _, anchor = target.partition("#")
        linked = (document.parent / place).resolve() if place else document
        missing = not linked.exists() or not linked.is_relative_to(ROOT)
        if missing or (anchor and linked.suffix == ".md" and anchor not in _anchors(linked)):
            broken.append(f"{shown(document)} → {target}")
    return broken


def test_links_between_documents_resolve() -> None:
    assert [link for document in files_under(".", ".md") for link in _broken(document)] == []


def test_the_usual_documents_are_there() -> None:
    names = ["README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG", "SECURITY"]
    absent = [name for name in names if not (ROOT / f"{name}.md").exists()]
    assert absent == []
    assert "Apache License" in (ROOT / "LICENSE").read_text()


def test_the_changelog_says_what_is_not_released_yet() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text()
