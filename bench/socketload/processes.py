"""CPU time and memory of processes, as /proc tells them."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME = 11, 12
_IDLE = (3, 4)
_GUESTS = 8
"""From here on /proc/stat repeats what user time has already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Until now; CPU in seconds."""

    server: float
    generator: float
    machine: float
    rss_kb: int

    @classmethod
    def now(cls, pid: int) -> "Usage":
        """Of a server, of this process, of all."""
        return cls(
            server=_cpu(pid), generator=_cpu(os.getpid()), machine=_busy(), rss_kb=_rss_kb(pid)
        )


def _cpu(pid: int) -> float:
    # The command's name may hold blanks: fields count from behind it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS


def _busy() -> float:
    ticks = Path("/proc/stat").read_text().partition("\n")[0].split()[1 : 1 + _GUESTS]
    return sum(int(tick) for index, tick in enumerate(ticks) if index not in _IDLE) / _TICKS


def _rss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
