"""Result files: ``bench/results/*.json``, each the last run of one program."""

import json
from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict

from bench.conditions import Conditions
from bench.latency.table import Cell as LatencyCell
from bench.load import Report
from bench.plan import Kind
from bench.speech_quality.table import Cell
from bench.tools import BENCH

RESULTS = BENCH / "results"


class Row(TypedDict):
    """One server under one load."""

    kind: Kind
    server: str
    signal: str
    report: Report


class Parrots(TypedDict):
    """The comparison with the peers."""

    conditions: Conditions
    rows: list[Row]


class Stall(TypedDict):
    """Echo or play-out while Python does what it should not."""

    case: str
    sessions: int
    p95_ms: float
    longest_gap_ms: float
    longest_silence_ms: float
    frames_dropped: float


class Stalls(TypedDict):
    """What a spinning thread and a sleeping handler cost."""

    conditions: Conditions
    rows: list[Stall]


class Leak(TypedDict):
    """Memory after sessions were opened and closed in turn."""

    conditions: Conditions
    sessions: int
    ended: int
    refused: int
    cut: int
    rss_after_warm_up_kb: int
    rss_at_end_kb: int


class CallsRow(TypedDict):
    """One kind of call with many participants."""

    case: str
    speakers: int
    late_ticks: float
    report: Report


class Calls(TypedDict):
    """What calls of many cost."""

    conditions: Conditions
    rows: list[CallsRow]


class SoakRound(TypedDict):
    """Calls of all kinds for some minutes, and what was left when they were over."""

    sessions: int
    failed: int
    lost_pct: float
    missing_pct: float
    longest_gap_ms: float
    rss_at_rest_kb: int


class Soak(TypedDict):
    """The same again and again."""

    conditions: Conditions
    hours: float
    sessions_at_a_time: int
    rounds: list[SoakRound]


class Speed(TypedDict):
    """One file heard again and again."""

    file: str
    audio_s: float
    took_s: float
    times_real: float


class Memory(TypedDict):
    """After calls that ended in every way there is."""

    calls: int
    rss_after_warm_up_kb: int
    rss_at_end_kb: int


class Mock(TypedDict):
    """What is saved of mock calls."""

    conditions: Conditions
    speeds: list[Speed]
    memory: Memory


class Embedded(TypedDict):
    """What is saved of calls in one process."""

    conditions: Conditions
    memory: Memory


class SpeechQuality(TypedDict):
    """How speech sounds after bad networks."""

    conditions: Conditions
    cells: list[Cell]


class Latency(TypedDict):
    """How late an echo is through networks of all kinds."""

    conditions: Conditions
    cells: list[LatencyCell]


ToxLibrary = Literal["jackfield", "debian"]


class ToxStream(TypedDict):
    """Frames of one kind, both directions of all calls together; of packets those that it sent."""

    sent: int
    received: int
    in_time: int
    unknown: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    packets: NotRequired[int]
    packet_bytes: NotRequired[int]
    payload_bytes: NotRequired[int]


class ToxReport(TypedDict):
    """What `bench/toxload` printed."""

    library: str
    calls: int
    seconds: float
    cpu_percent: float
    rss_before_kb: int
    rss_after_kb: int
    failed: int
    retried: int
    audio: ToxStream
    video: ToxStream


class ToxRow(TypedDict):
    """One library under one load."""

    case: str
    library: ToxLibrary
    report: ToxReport


class Tox(TypedDict):
    """Calls between Tox friends."""

    conditions: Conditions
    rows: list[ToxRow]


def payload_share(stream: ToxStream) -> str:
    """Which part of its Tox packets, before they are encrypted, is Opus or VP8.

    Results of before packets were counted do not tell.
    """
    packets = stream.get("packet_bytes", 0)
    return f"{100 * stream.get('payload_bytes', 0) / packets:.1f} %" if packets else "-"


def save(name: str, result: Mapping[str, object]) -> None:
    """Write one result file."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")


def saved(name: str) -> str | None:
    """The text of a result file, if it was measured."""
    file = RESULTS / f"{name}.json"
    return file.read_text() if file.exists() else None
