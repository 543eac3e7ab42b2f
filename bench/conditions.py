"""What a figure depends on: the machine, the commit, the tools."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from bench.tools import ROOT


class Conditions(TypedDict):
    """Written beside every figure."""

    date: str
    commit: str
    changed_files: int
    cpu: str
    cores: int
    memory_gib: int
    kernel: str
    python: str
    rustc: str
    go: str


def conditions() -> Conditions:
    """Of this machine, now."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _output("git", "rev-parse", "--short=12", "HEAD"),
        "changed_files": len(_output("git", "status", "--porcelain", "-uno").splitlines()),
        "cpu": _field("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count() or 1,
        "memory_gib": round(int(_field("/proc/meminfo", "MemTotal").split()[0]) / 2**20),
        "kernel": ".".join(platform.release().split(".")[:2]),
        "python": platform.python_version(),
        "rustc": _output("rustc", "--version").split()[1],
        "go": _output("go", "env", "GOVERSION"),
    }


def described(found: Conditions) -> str:
    """One sentence for a table's foot."""
    return (
        f"{found['cores']} shared cores of {found['cpu']}, {found['memory_gib']} GiB, Linux"
        f" {found['kernel']}, Python {found['python']}, Rust {found['rustc']}, {found['date']},"
        f" commit {found['commit']}"
    )


def _output(*command: str) -> str:
    return subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def _field(file: str, name: str) -> str:
    for line in Path(file).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown 0"
