"""What is made of the callers' notes: whipload's figures."""

import statistics
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.load import Quantiles, Report
from bench.socketload.caller import FRAME_S, Caller
from bench.socketload.processes import Usage

_LATEST_ECHO_S = 1.0
_LATEST_IN_CALL_S = 0.35
"""Before the next speaker's burst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Of a run: who called, and the usage before and after the ramp, and around the window."""

    callers: Sequence[Caller]
    errors: Sequence[str]
    connected_ms: Sequence[float]
    frame_bytes: int
    is_native: bool
    is_call: bool
    lag_ms: Sequence[float]
    begin: float
    end: float
    ramp_s: float
    before: Usage
    ramped: Usage
    opened: Usage
    closed: Usage


def report(label: str, course: Course) -> Report:
    """The figures of the window."""
    seconds = course.end - course.begin
    deficits = [_deficit(caller, course) for caller in course.callers]
    echoing = sum(deficit < 50 for deficit in deficits)  # noqa: PLR2004  # percent, as whipload has it
    live = max(1, echoing)
    server = course.closed.server - course.opened.server
    generator = course.closed.generator - course.opened.generator
    others = course.closed.machine - course.opened.machine - server - generator
    received = sum(_is_in(at, course) for caller in course.callers for at, _ in caller.received)
    bursts, found = _bursts(course)
    gaps = quantiles([_gap_ms(caller, course) for caller in course.callers])
    echo_cpu = server / seconds * course.ramp_s / 2
    return {
        "label": label,
        "sessions": len(course.callers) + len(course.errors),
        "established": len(course.callers),
        "echoing": echoing,
        "failed": len(course.errors) + sum(caller.is_over for caller in course.callers),
        "errors": sorted(set(course.errors)),
        "connected_ms": quantiles(course.connected_ms),
        "latency_ms": quantiles(_echoes_ms(course) if course.is_native else []),
        "onset_ms": quantiles(found),
        "onsets_sent": bursts,
        "onsets_found": len(found),
        "gap_ms": gaps,
        "loud_gap_ms": gaps,
        "loss_pct": _lost_pct(deficits),
        "deficit_pct": statistics.fmean(deficits) if deficits else 0.0,
        "server_cpu_pct_session": 100 * server / seconds / live,
        "server_us_packet": 1e6 * server / max(1, received),
        "server_setup_cpu_ms": 1e3
        * (course.ramped.server - course.before.server - echo_cpu)
        / max(1, len(course.callers)),
        "rss_session_kb": (course.closed.rss_kb - course.before.rss_kb) / live,
        "gen_cpu_pct": 100 * generator / seconds,
        "gen_lag_p99_ms": quantiles(course.lag_ms)["p99"],
        "host_other_cores": max(0.0, others / seconds),
    }


def quantiles(values: Sequence[float]) -> Quantiles:
    """Of some measurements; all zero without any."""
    if not values:
        return {"n": 0, "min": 0, "p50": 0, "p95": 0, "p99": 0, "max": 0, "mean": 0}
    ranked = sorted(values)

    def at(share: float) -> float:
        return ranked[min(len(ranked) - 1, round(share * (len(ranked) - 1)))]

    return {
        "n": len(ranked),
        "min": ranked[0],
        "p50": at(0.5),
        "p95": at(0.95),
        "p99": at(0.99),
        "max": ranked[-1],
        "mean": statistics.fmean(ranked),
    }


def _is_in(at: float, course: Course) -> bool:
    return course.begin <= at < course.end


def _deficit(caller: Caller, course: Course) -> float:
    """Percent of the audio sent that did not come back."""
    sent = sum(_is_in(at, course) for at in caller.sent) * course.frame_bytes
    received = sum(size for at, size in caller.received if _is_in(at, course))
    return 100 * (1 - received / sent) if sent else 100.0


def _lost_pct(deficits: Sequence[float]) -> float:
    # What was under way when the window began is no gain.
    return statistics.fmean(max(0.0, deficit) for deficit in deficits) if deficits else 0.0


def _gap_ms(caller: Caller, course: Course) -> float:
    times = [at for at, _ in caller.received if _is_in(at, course)]
    marks = [course.begin, *times, course.end]
    return 1e3 * max(after - before for before, after in pairwise(marks))


def _echoes_ms(course: Course) -> list[float]:
    return [
        1e3 * late for caller in course.callers for at, late in caller.echoes if _is_in(at, course)
    ]


def _bursts(course: Course) -> tuple[int, list[float]]:
    """How many bursts came in time for the window to who should hear them, and how late."""
    count, late = 0, []
    latest = _LATEST_IN_CALL_S if course.is_call else _LATEST_ECHO_S
    left = {caller: _bursts_of(caller, course) for caller in course.callers}
    for caller in course.callers:
        heard = [other for other in course.callers if (other is caller) != course.is_call]
        bursts = [at for other in heard for at in left[other]]
        count += len(bursts)
        for at in bursts:
            index = bisect_right(caller.onsets, at)
            if index < len(caller.onsets) and caller.onsets[index] - at < latest:
                late.append(1e3 * (caller.onsets[index] - at))
    return count, late


def _bursts_of(caller: Caller, course: Course) -> list[float]:
    return [at for at in caller.burst_times() if _is_in(at, course) and at + FRAME_S < course.end]
