"""Write the measured figures into README.md, between their markers.

python -m bench.report
"""

import json
from collections.abc import Callable

from bench.conditions import described
from bench.latency.table import markdown as latency_table
from bench.load import Report, is_saturated, latency
from bench.plan import Kind
from bench.results import (
    Calls,
    Embedded,
    Latency,
    Leak,
    Memory,
    Mock,
    Parrots,
    Row,
    Soak,
    SpeechQuality,
    Stalls,
    Tox,
    ToxRow,
    ToxStream,
    payload_share,
    saved,
)
from bench.servers import OURS
from bench.speech_quality.table import markdown
from bench.tools import ROOT

README = ROOT / "README.md"
BEGIN = "<!-- figures: begin, written by bench/report.py -->"
END = "<!-- figures: end -->"
TITLES: dict[Kind, str] = {
    "native": "Native parrot: packets are forwarded, Python sleeps",
    "pcm": "PCM parrot: jitter buffer, decode, Python asyncio, encode",
    "websocket": "PCM parrot over WebSocket: 16 kHz, resampled both ways, Python asyncio",
}
NAMES = {OURS: "Jackfield", "pion": "Pion", "aiortc": "aiortc", "aiortc-pass": "aiortc, no codec"}


def figures() -> str:
    """All tables that have been measured, as Markdown."""
    return "\n\n".join(section(text) for name, section in _sections() if (text := saved(name)))


def _sections() -> tuple[tuple[str, Callable[[str], str]], ...]:
    """Result files in the order of the README, and what is written of each."""
    return (
        ("parrots", lambda text: _parrots(json.loads(text))),
        ("calls", lambda text: _calls(json.loads(text))),
        ("tox", lambda text: _tox(json.loads(text))),
        ("gil", lambda text: _stalls(json.loads(text))),
        ("leak", lambda text: _leak(json.loads(text))),
        ("soak", lambda text: _soak(json.loads(text))),
        ("mock", lambda text: _mock(json.loads(text))),
        ("embedded", lambda text: _embedded(json.loads(text))),
        ("latency", lambda text: _latency(json.loads(text))),
        ("speech-quality", lambda text: _speech(json.loads(text))),
    )


def write_readme() -> None:
    """Replace what stands between the markers."""
    head, _, rest = README.read_text().partition(BEGIN)
    _, _, tail = rest.partition(END)
    README.write_text(f"{head}{BEGIN}\n{figures()}\n{END}{tail}")


def _parrots(result: Parrots) -> str:
    rows = result["rows"]
    foot = (
        f"Measured on {described(result['conditions'])}, with"
        " [bench/whipload](bench/whipload/README.md) on the same machine: real Opus speech, 50"
        " packets a second and session, AES-128-GCM, RTP without feedback, release builds, default"
        " settings; over WebSocket PCM in messages of 20 ms, without TLS, from"
        " [bench/socketload](bench/README.md). CPU and memory are per session, all threads of the"
        " server together, CPU in percent of one core. † marks a"
        " generator at its limit or a machine that others used: latencies there are not the"
        " server's alone."
    )
    tables = {kind: [row for row in rows if row["kind"] == kind] for kind in TITLES}
    return "\n\n".join([*(_table(kind, some) for kind, some in tables.items() if some), foot])


def _table(kind: Kind, rows: list[Row]) -> str:
    lines = [
        f"**{TITLES[kind]}**",
        "",
        "| sessions | server | CPU | echo p50 | echo p95 | lost | memory | set-up CPU |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    rows = sorted(rows, key=lambda row: row["report"]["sessions"])
    return "\n".join(lines + [_line(row["server"], row["report"]) for row in rows])


def _calls(result: Calls) -> str:
    lines = [
        "**Calls with many participants**",
        "",
        "| participants | call | CPU | added p50 | added p95 | bursts heard | memory |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in result["rows"]:
        report = row["report"]
        late = latency(report)
        sent = report["onsets_sent"]
        heard = f"{100 * report['onsets_found'] / sent:.2f} %" if sent and row["speakers"] else "-"
        lines.append(
            f"| {report['sessions']} | {row['case']}"
            f" | {report['server_cpu_pct_session']:.3f} %"
            f" | {late['p50']:.1f} ms | {late['p95']:.1f} ms{' †' if is_saturated(report) else ''}"
            f" | {heard} | {report['rss_session_kb']:.0f} kB |"
        )
    foot = (
        f"Measured on {described(result['conditions'])}. In a mixed call five speak in turns, and"
        " everybody hears the four or five others; CPU and memory are per participant."
    )
    return "\n".join([*lines, "", foot])


def _tox(result: Tox) -> str:
    lines = [
        "**Tox calls, with our library and with Debian's libtoxcore**",
        "",
        "| calls | what | library | CPU | heard or seen | in time | p50 | p95 | payload | memory |",
        "| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_tox_line(row) for row in result["rows"]),
    ]
    foot = (
        f"Measured on {described(result['conditions'])}, with"
        " [bench/toxload](bench/README.md): one Tox that has all calls, in a process of its own,"
        " whose CPU (of one core) and memory (that it shares with nobody) these are; the friends"
        " have the same library. A delay"
        " is from the call that sends a frame to the callback that is given it; in time is what"
        " came at most a frame's time after the call's fastest. Payload is the part of the Tox"
        " packets that is Opus or VP8; encryption puts 27 bytes around each."
    )
    return "\n".join([*lines, "", foot])


def _tox_line(row: ToxRow) -> str:
    report = row["report"]
    stream: ToxStream = report["video"] if report["video"]["sent"] else report["audio"]
    calls = report["calls"]
    figures = ("-",) * 5
    if sent := stream["sent"]:
        figures = (
            f"{100 * stream['received'] / sent:.1f} %",
            f"{100 * stream['in_time'] / sent:.1f} %",
            f"{stream['p50_ms']:.1f} ms",
            f"{stream['p95_ms']:.1f} ms",
            payload_share(stream),
        )
    grown = (report["rss_after_kb"] - report["rss_before_kb"]) / 1024
    name = "Jackfield" if row["library"] == OURS else "Debian"
    cells = (
        str(calls),
        row["case"],
        name,
        f"{report['cpu_percent']:.1f} %",
        *figures,
        f"{grown:.1f} MiB",
    )
    return f"| {' | '.join(cells)} |"


def _line(server: str, report: Report) -> str:
    late = latency(report)
    mark = " †" if is_saturated(report) else ""
    cells = (
        str(report["sessions"]),
        NAMES.get(server, server),
        f"{report['server_cpu_pct_session']:.3f} %",
        f"{late['p50']:.2f} ms",
        f"{late['p95']:.2f} ms{mark}",
        f"{report['loss_pct']:.2f} %",
        f"{report['rss_session_kb']:.0f} kB",
        # Of one or a few sessions it drowns in what else the server does, and may come out below 0.
        f"{setup_ms:.1f} ms" if (setup_ms := report["server_setup_cpu_ms"]) > 0 else "-",
    )
    return f"| {' | '.join(cells)} |"


def _stalls(result: Stalls) -> str:
    lines = [
        "**Python misbehaves, media goes on** (20 sessions each)",
        "",
        "| case | echo p95 | longest gap between packets | longest silence | frames dropped |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for row in result["rows"]:
        late = f"{row['p95_ms']:.2f} ms" if row["p95_ms"] else "-"
        lines.append(
            f"| {row['case']} | {late} | {row['longest_gap_ms']:.0f} ms"
            f" | {row['longest_silence_ms']:.0f} ms | {row['frames_dropped']:.0f} |"
        )
    return "\n".join(lines)


def _leak(result: Leak) -> str:
    growth = (result["rss_at_end_kb"] - result["rss_after_warm_up_kb"]) / 1024
    return (
        f"**Leak:** {result['sessions']:,} sessions opened and closed in turn"
        f" ({result['refused']:,} refused, {result['cut']:,} cut without a word): memory grew by"
        f" {growth:.1f} MB after the first 200."
    )


def _soak(result: Soak) -> str:
    rounds = result["rounds"]
    growth = (rounds[-1]["rss_at_rest_kb"] - rounds[0]["rss_at_rest_kb"]) / 1024
    return (
        f"**Soak:** {result['hours']:g} hours with {result['sessions_at_a_time']} calls of all"
        f" kinds at a time and {sum(each['sessions'] for each in rounds):,} in all:"
        f" {sum(each['failed'] for each in rounds)} failed,"
        f" {max(each['lost_pct'] for each in rounds):.3f} % of packets lost in the worst of"
        f" {len(rounds)} rounds; at rest memory grew by {growth:.1f} MB from the first to the last."
    )


def _mock(result: Mock) -> str:
    speeds = ", ".join(f"{row['file']} {row['times_real']:,.0f}" for row in result["speeds"])
    return (
        f"**Mock calls**, heard in Python, times as fast as real time: {speeds}."
        f" {_growth(result['memory'])}"
    )


def _embedded(result: Embedded) -> str:
    return f"**Calls within one process:** {_growth(result['memory'])}"


def _growth(memory: Memory) -> str:
    growth = (memory["rss_at_end_kb"] - memory["rss_after_warm_up_kb"]) / 1024
    return (
        f"Over {memory['calls']:,} that ended in every way there is memory grew by"
        f" {max(growth, 0.0):.1f} MB after the first 500."
    )


def _latency(result: Latency) -> str:
    cells = result["cells"]
    return (
        "**From mouth to ear and back through networks of all kinds**"
        f"\n\n{latency_table(cells)}\n\nEach row {cells[0]['calls']} calls in virtual time, real"
        " speech through real codecs, SRTP and jitter buffers at both ends. 20 ms of each delay are"
        " the frame that has to be complete before it is sent; where there is jitter, a delay is"
        " right to within a frame."
    )


def _speech(result: SpeechQuality) -> str:
    cells = result["cells"]
    calls = max(cell["calls"] for cell in cells)
    return (
        "**Speech after a bad network** (PESQ wide-band; behind it what was to be reached, and the"
        f" mean delay of the buffer)\n\n{markdown(cells)}\n\nMeans of {calls} calls a cell"
        " (without impairments one per clip) in virtual time, 32 kbit/s: [how, how"
        " far to trust it, and what was tried](docs/design/jitter-buffer.md)."
    )


if __name__ == "__main__":
    write_readme()
