"""From calls to a table."""

from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import TypedDict

import numpy as np

from bench.latency.calls import Call
from bench.latency.plan import AGENT_TITLES, NETWORK_TITLES, NETWORKS, Agent, Network


class Cell(TypedDict):
    """All calls of one agent through one network."""

    agent: Agent
    network: Network
    calls: int
    p50_ms: float
    p95_ms: float
    path_ms: float
    alike: float
    concealed: float
    jitter_ms: float


def cells(calls: Iterable[Call]) -> list[Cell]:
    """One cell per agent and network, in the order of the calls."""
    groups: dict[tuple[Agent, Network], list[Call]] = {}
    for call in calls:
        groups.setdefault((call["agent"], call["network"]), []).append(call)
    return [_cell(agent, network, group) for (agent, network), group in groups.items()]


def _cell(agent: Agent, network: Network, calls: Sequence[Call]) -> Cell:
    delays = [delay for call in calls for delay in call["delays_ms"]]
    p50, p95 = np.percentile(delays, (50, 95)).tolist()
    return {
        "agent": agent,
        "network": network,
        "calls": len(calls),
        "p50_ms": round(p50, 1),
        "p95_ms": round(p95, 1),
        "path_ms": 2 * NETWORKS[network].delay_ms,
        "alike": round(fmean(call["alike"] for call in calls), 3),
        "concealed": round(fmean(call["concealed"] for call in calls), 4),
        "jitter_ms": round(fmean(call["jitter_ms"] for call in calls), 1),
    }


def markdown(found: Iterable[Cell]) -> str:
    """The table of the README."""
    lines = [
        "| agent | network, one way | echo p50 | echo p95 | the network's own | jitter | made up |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join(lines + [_line(cell) for cell in found])


def _line(cell: Cell) -> str:
    columns = (
        AGENT_TITLES[cell["agent"]],
        NETWORK_TITLES[cell["network"]],
        f"{cell['p50_ms']:.0f} ms",
        f"{cell['p95_ms']:.0f} ms",
        f"{cell['path_ms']:.0f} ms",
        f"{cell['jitter_ms']:.1f} ms",
        f"{cell['concealed'] * 100:.1f} %",
    )
    return f"| {' | '.join(columns)} |"
