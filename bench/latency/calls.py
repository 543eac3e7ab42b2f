"""One call: speech to an agent and back, and how late it is heard."""

from pathlib import Path
from typing import TypedDict

from bench.latency.plan import NETWORKS, Agent, Network
from jackfield.testing import Caller, World

_SETTLE_S = 1.0
_TAIL_S = 2.0


class Call(TypedDict):
    """What one call was like for the caller.

    Attributes:
        delays_ms: From mouth to ear, one for each part of the speech that was recognised.
        alike: The part of the speech that was recognised, 0 to 1.
        concealed: The part of what was heard that had to be made up, 0 to 1.
        jitter_ms: Of the caller's packets at the server (RFC 3550 §6.4.1), at the end.
    """

    agent: Agent
    network: Network
    delays_ms: list[float]
    alike: float
    concealed: float
    jitter_ms: float


def run(agent: Agent, network: Network, clip: Path, seed: int) -> Call:
    """Call in virtual time; the same arguments give the same call."""
    world = World(seed, network=NETWORKS[network])

    async def _scene() -> Call:
        caller = await world.call(agent)
        await world.run(_SETTLE_S)
        await caller.spoken(clip)
        jitter_ms = caller.statistics["jitter_seconds"] * 1000
        await world.run(_TAIL_S)
        return _judged(caller, agent, network, jitter_ms)

    return world.play(_scene())


def _judged(caller: Caller, agent: Agent, network: Network, jitter_ms: float) -> Call:
    frames = caller.frames_heard
    found = caller.heard.match(caller.said)
    return {
        "agent": agent,
        "network": network,
        "delays_ms": [delay_s * 1000 for delay_s in found.delays_s],
        "alike": found.alike,
        "concealed": frames["concealed"] / sum(frames.values()),
        "jitter_ms": jitter_ms,
    }
