"""From scores to cells, and what the cells say."""

from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import TypedDict

from bench.speech_quality.calls import Call
from bench.speech_quality.plan import (
    CONDITION_TITLES,
    CONDITIONS,
    DELAY_ALLOWED,
    PESQ_WANTED,
    SENDER_TITLES,
    SENDERS,
    Condition,
    Sender,
)


class Cell(TypedDict):
    """Means over all calls of one sender through one network."""

    sender: Sender
    condition: Condition
    calls: int
    pesq: float
    delay_ms: float
    late: int
    lost: int
    concealed_ms: int


def cells(calls: Sequence[Call], scores: Sequence[float]) -> list[Cell]:
    """One cell per sender and condition that was called."""
    pairs = list(zip(calls, scores, strict=True))
    found = []
    for sender in SENDERS:
        for condition in CONDITIONS:
            mine = [
                (call, score)
                for call, score in pairs
                if (call["sender"], call["condition"]) == (sender, condition)
            ]
            if mine:
                found.append(_cell(sender, condition, mine))
    return found


def _cell(sender: Sender, condition: Condition, pairs: list[tuple[Call, float]]) -> Cell:
    calls = [call for call, _ in pairs]
    return {
        "sender": sender,
        "condition": condition,
        "calls": len(calls),
        "pesq": round(fmean(score for _, score in pairs), 3),
        "delay_ms": round(fmean(call["delay_ms"] for call in calls), 1),
        "late": sum(call["late"] for call in calls),
        "lost": sum(call["lost"] for call in calls),
        "concealed_ms": sum(call["concealed_ms"] for call in calls),
    }


def misses(found: Iterable[Cell]) -> list[str]:
    """A sentence for each target that a cell misses."""
    missed = []
    for cell in found:
        name = f"{cell['sender']} {cell['condition']}"
        wanted = PESQ_WANTED[cell["sender"]].get(cell["condition"], 0)
        allowed = DELAY_ALLOWED.get(cell["condition"])
        # To the second place, as the targets are given.
        if round(cell["pesq"], 2) < wanted:
            missed.append(f"{name}: PESQ {cell['pesq']:.2f}, wanted {wanted:.2f}")
        if allowed is not None and cell["delay_ms"] > allowed:
            missed.append(f"{name}: {cell['delay_ms']:.1f} ms, allowed {allowed:.0f}")
    return missed


def markdown(found: Sequence[Cell]) -> str:
    """The cells as a table: what was reached, and behind it what was to be reached."""
    conditions = [name for name in CONDITIONS if any(cell["condition"] == name for cell in found)]
    titles = " | ".join(CONDITION_TITLES[name] for name in conditions)
    lines = [f"| the peer sends | {titles} |", f"| --- |{' ---: |' * len(conditions)}"]
    for sender in SENDERS:
        mine = {cell["condition"]: cell for cell in found if cell["sender"] == sender}
        if mine:
            row = " | ".join(_shown(mine[name]) if name in mine else "" for name in conditions)
            lines.append(f"| {SENDER_TITLES[sender]} | {row} |")
    return "\n".join(lines)


def _shown(cell: Cell) -> str:
    wanted = PESQ_WANTED[cell["sender"]].get(cell["condition"])
    target = f" ({wanted:.2f})" if wanted else ""
    return f"{cell['pesq']:.2f}{target}, {cell['delay_ms']:.0f} ms"
