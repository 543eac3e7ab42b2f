"""Runs a load generator (``bench/whipload``, ``bench/socketload``) and reads its report."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from bench.servers import Target
from bench.tools import ROOT, go_program

# Above these the generator or the machine is measured, not the server.
GENERATOR_CPU_LIMIT_PCT = 90.0
GENERATOR_LAG_LIMIT_MS = 5.0
OTHERS_CORES_LIMIT = 0.5


class Quantiles(TypedDict):
    """Of what was measured once per packet, burst or session."""

    n: int
    min: float
    p50: float
    p95: float
    p99: float
    max: float
    mean: float


class Report(TypedDict):
    """The fields of a generator's JSON that are used here; all are kept in the result files."""

    label: str
    sessions: int
    established: int
    echoing: int
    failed: int
    errors: list[str]
    connected_ms: Quantiles
    latency_ms: Quantiles
    onset_ms: Quantiles
    onsets_sent: int
    onsets_found: int
    gap_ms: Quantiles
    loud_gap_ms: Quantiles
    loss_pct: float
    deficit_pct: float
    server_cpu_pct_session: float
    server_us_packet: float
    server_setup_cpu_ms: float
    rss_session_kb: float
    gen_cpu_pct: float
    gen_lag_p99_ms: float
    host_other_cores: float


class LoadError(Exception):
    """The generator ended without a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is sent.

    Attributes:
        call: The sessions sit in this call (TYPE:ID) and hear each other, instead of themselves.
        party: With a call: as many sit in each, and calls are numbered; 0 for one call of all.
        speakers: With a call: so many take turns to burst, and the others are silent.
    """

    sessions: int
    seconds: int = 20
    signal: str = "speech"
    lean: bool = True
    srtp: str = "gcm"
    ramp: int = 25
    subnet: int = 1
    transport: Literal["whip", "websocket"] = "whip"
    call: str = ""
    party: int = 0
    speakers: int = 0

    def command_line(self, target: Target) -> list[str]:
        """The generator's arguments."""
        if self.transport == "websocket":
            url = target.url.replace("http", "ws", 1).removesuffix("/whip") + "/ws/audio"
            return [
                *("--url", url, "--label", target.label, "--pid", str(target.pid)),
                *("-n", str(self.sessions), "--ramp", str(self.ramp)),
                *("--duration", str(self.seconds)),
                *(("--call", self.call, "--speakers", str(self.speakers)) if self.call else ()),
            ]
        return [
            *("-url", target.url, "-label", target.label, "-pid", str(target.pid), "-json"),
            *("-n", str(self.sessions), "-ramp", str(self.ramp), "-duration", f"{self.seconds}s"),
            *("-signal", self.signal, "-srtp", self.srtp, "-subnet", str(self.subnet)),
            f"-rtcp={'false' if self.lean else 'true'}",
            *self._seating(),
            *target.load_options,
        ]

    def _seating(self) -> tuple[str, ...]:
        if not self.call:
            return ()
        party, speakers = str(self.party), str(self.speakers)
        return ("-call", self.call, "-party", party, "-speakers", speakers)

    @property
    def program(self) -> list[str | Path]:
        """The generator."""
        if self.transport == "websocket":
            return [sys.executable, "-m", "bench.socketload"]
        return [go_program("whipload")]

    @property
    def limit_s(self) -> float:
        """When the generator is given up."""
        return self.seconds + self.sessions / self.ramp + 120


def measure(target: Target, load: Load) -> Report:
    """Load a server and return the figures."""
    done = subprocess.run(
        [*load.program, *load.command_line(target)],
        cwd=ROOT,
        check=False,  # 1 means that a session could not be set up, which the report tells better
        stdout=subprocess.PIPE,
        text=True,
        timeout=load.limit_s,
    )
    if not done.stdout:
        raise LoadError(f"the generator ended with {done.returncode} against {target.label}")
    report: Report = json.loads(done.stdout)
    return report


def latency(report: Report) -> Quantiles:
    """Per packet where the server passes packets through, else per burst."""
    return report["latency_ms"] if report["latency_ms"]["n"] else report["onset_ms"]


def is_saturated(report: Report) -> bool:
    """Whether the latencies are the machine's, not the server's."""
    return (
        report["gen_cpu_pct"] > GENERATOR_CPU_LIMIT_PCT
        or report["gen_lag_p99_ms"] > GENERATOR_LAG_LIMIT_MS
        or report["host_other_cores"] > OTHERS_CORES_LIMIT
    )


def line(report: Report) -> str:
    """One line of figures."""
    late = latency(report)
    return (
        f"{report['label']:12} n={report['sessions']:<4} echoing={report['echoing']:<4}"
        f" cpu/session={report['server_cpu_pct_session']:.4f}%"
        f" us/packet={report['server_us_packet']:.1f}"
        f" p50={late['p50']:.2f}ms p95={late['p95']:.2f}ms"
        f" loss={report['loss_pct']:.2f}% deficit={report['deficit_pct']:.2f}%"
        f" rss/session={report['rss_session_kb']:.0f}kB"
        f" setup={report['server_setup_cpu_ms']:.1f}ms generator={report['gen_cpu_pct']:.0f}%"
        f"{' SATURATED' if is_saturated(report) else ''}"
    )
