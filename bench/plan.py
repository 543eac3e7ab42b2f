"""Which loads are measured, and against whom."""

from dataclasses import dataclass, replace
from typing import Literal

from bench.load import Load
from bench.servers import OURS

Kind = Literal["native", "pcm", "websocket"]

AGENTS: dict[Kind, str] = {"native": "parrot", "pcm": "pcm-parrot", "websocket": "pcm-parrot"}
PEERS: dict[Kind, tuple[str, ...]] = {
    "native": ("pion",),
    "pcm": ("aiortc",),
    "websocket": (),  # nobody's parrot speaks our messages
}
EXTRA_PEERS: dict[Kind, tuple[str, ...]] = {
    "native": ("aiortc-pass",),
    "pcm": ("pipecat", "fastrtc"),
    "websocket": (),
}

# aiortc carries about ten transcoded sessions per core: more would show the machine's end.
AIORTC_LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One load, put on several servers one after the other."""

    kind: Kind
    load: Load
    servers: tuple[str, ...]


def plan(*, extra_peers: bool = False, quick: bool = False) -> list[Point]:
    """The points of a run. Quick ones show that everything works; their figures say little."""
    loads: list[tuple[Kind, Load]] = [
        # CPU is read in ticks of 10 ms: the fewer the sessions, the longer the window.
        ("native", Load(sessions=1, seconds=40)),
        ("native", Load(sessions=20, seconds=30)),
        ("native", Load(sessions=100, seconds=20)),
        ("native", Load(sessions=400, seconds=20, ramp=40)),
        ("native", Load(sessions=800, seconds=20, ramp=40)),
        ("pcm", Load(sessions=1, seconds=40, signal="bursts")),
        ("pcm", Load(sessions=10, seconds=40, signal="bursts")),
        ("pcm", Load(sessions=50, seconds=40, signal="bursts")),
        ("websocket", Load(sessions=10, seconds=40, signal="bursts", transport="websocket")),
        ("websocket", Load(sessions=50, seconds=40, signal="bursts", transport="websocket")),
    ]
    if quick:
        loads = [(kind, replace(load, seconds=5)) for kind, load in loads if load.sessions <= 20]  # noqa: PLR2004
    return [
        Point(kind=kind, load=load, servers=(OURS, *_peers(kind, load, extra_peers=extra_peers)))
        for kind, load in loads
    ]


def _peers(kind: Kind, load: Load, *, extra_peers: bool) -> tuple[str, ...]:
    if kind == "pcm" and load.sessions > AIORTC_LIMIT:
        return ()
    return PEERS[kind] + (EXTRA_PEERS[kind] if extra_peers else ())
