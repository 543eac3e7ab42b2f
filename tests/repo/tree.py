"""What the repository rules look at: the files of this tree, and its crates."""

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parents[2]


class Dependency(TypedDict):
    """One line of a crate's manifest; ``kind`` is None for a normal dependency."""

    name: str
    kind: str | None
    optional: bool


class Package(TypedDict):
    """One crate as ``cargo metadata`` tells it."""

    name: str
    version: str
    license: str | None
    source: str | None
    manifest_path: str
    dependencies: list[Dependency]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file git has, or would take, so that a rule also sees what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def files_under(folder: str, *suffixes: str) -> Iterator[Path]:
    """The tracked files below a folder whose names end in one of the suffixes."""
    for path in tracked_files():
        if path.is_relative_to(ROOT / folder) and path.name.endswith(suffixes):
            yield path


def shown(path: Path) -> str:
    """A path as messages name it."""
    return path.relative_to(ROOT).as_posix()


@cache
def cargo_packages() -> tuple[Package, ...]:
    """All crates of the workspace and everything they depend on."""
    told = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--offline"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    packages: list[Package] = json.loads(told)["packages"]
    return tuple(packages)


def own_packages() -> dict[str, Package]:
    """The crates of this workspace by name."""
    return {package["name"]: package for package in cargo_packages() if package["source"] is None}
