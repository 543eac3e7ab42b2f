"""What must not be in a tracked file: secrets, paths of one machine, private registries."""

import re
from pathlib import Path

import pytest

from repo.tree import ROOT, shown, tracked_files

FORBIDDEN = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "an access key": r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk-[A-Za-z0-9_-]{32,})\b",
    "somebody's home": r"/(?:home|Users)/[a-z][\w-]*/|/root/",
    "a path of one machine": r"(?<![\w.])/work/",
}
REGISTRIES = {
    "uv.lock": {"pypi.org", "files.pythonhosted.org"},
    "Cargo.lock": {"github.com"},
    "web/package-lock.json": {"registry.npmjs.org"},
    "tests/interop/node/package-lock.json": {"registry.npmjs.org"},
}
LINK_KEYS = re.compile(
    r'(?:registry|url|source|"resolved")\s*[=:]\s*"(?:registry\+)?https?://([^/"]+)'
)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""  # a picture or a sound


@pytest.mark.parametrize(("what", "pattern"), FORBIDDEN.items(), ids=FORBIDDEN.keys())
def test_no_tracked_file_holds(what: str, pattern: str) -> None:
    sought = re.compile(pattern)
    own = Path(__file__).resolve()
    found = [shown(path) for path in tracked_files() if path != own and sought.search(_text(path))]
    assert found == [], what


@pytest.mark.parametrize("name", REGISTRIES)
def test_lock_files_name_public_registries_only(name: str) -> None:
    hosts = set(LINK_KEYS.findall((ROOT / name).read_text()))
    assert hosts <= REGISTRIES[name]
