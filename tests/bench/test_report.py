"""The README's figures: made from result files, put between their markers."""

import json
from pathlib import Path

import pytest

from bench import report, results

QUANTILES = {"n": 10, "min": 0.1, "p50": 0.1, "p95": 0.42, "p99": 0.5, "max": 0.6, "mean": 0.2}
NONE = dict.fromkeys(QUANTILES, 0)
MEASURED = {
    "label": "jackfield",
    "sessions": 800,
    "server_cpu_pct_session": 0.0712,
    "latency_ms": QUANTILES,
    "onset_ms": NONE,
    "loss_pct": 0.0,
    "rss_session_kb": 99.6,
    "gen_cpu_pct": 50.0,
    "gen_lag_p99_ms": 1.2,
    "host_other_cores": 0.1,
    "server_setup_cpu_ms": 1.96,
}
CONDITIONS = {
    "date": "2026-01-02",
    "commit": "abc",
    "changed_files": 0,
    "cpu": "CPU",
    "cores": 2,
    "memory_gib": 24,
    "kernel": "6.1",
    "python": "3.11.2",
    "rustc": "1.89.0",
    "go": "go1.26",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    monkeypatch.setattr(report, "README", tmp_path / "README.md")
    return tmp_path


def _save(folder: Path, **changed: float) -> None:
    measured = MEASURED | changed
    row = {"kind": "native", "server": "jackfield", "signal": "speech", "report": measured}
    text = json.dumps({"conditions": CONDITIONS, "rows": [row]})
    (folder / "parrots.json").write_text(text)


def test_a_row_shows_what_was_measured(folder: Path) -> None:
    _save(folder, gen_cpu_pct=50)
    row = "| 800 | Jackfield | 0.071 % | 0.10 ms | 0.42 ms | 0.00 % | 100 kB | 2.0 ms |"
    assert row in report.figures()
    assert "commit abc" in report.figures()


@pytest.mark.parametrize(
    ("field", "value"), [("gen_cpu_pct", 95), ("gen_lag_p99_ms", 9), ("host_other_cores", 1)]
)
def test_a_row_of_a_machine_at_its_limit_is_marked(folder: Path, field: str, value: float) -> None:
    _save(folder, **{field: value})
    assert "| 0.42 ms † |" in report.figures()


def test_figures_replace_only_what_stands_between_the_markers(folder: Path) -> None:
    _save(folder, gen_cpu_pct=50)
    readme = folder / "README.md"
    readme.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write_readme()
    written = readme.read_text()
    assert written.startswith(f"before\n{report.BEGIN}\n**Native parrot")
    assert written.endswith(f"{report.END}\nafter\n")
    assert "old" not in written


def test_without_results_there_are_no_figures(folder: Path) -> None:
    assert list(folder.iterdir()) == []
    assert report.figures() == ""


def test_a_soak_tells_the_worst_round_and_what_memory_did(folder: Path) -> None:
    quiet = {
        "sessions": 100,
        "failed": 0,
        "lost_pct": 0.0,
        "missing_pct": 0.0,
        "longest_gap_ms": 40.0,
        "rss_at_rest_kb": 80_000,
    }
    rounds = [quiet, quiet | {"lost_pct": 0.25, "rss_at_rest_kb": 82_048}]
    result = {"conditions": CONDITIONS, "hours": 8.0, "sessions_at_a_time": 18, "rounds": rounds}
    (folder / "soak.json").write_text(json.dumps(result))
    text = report.figures()
    assert "8 hours with 18 calls of all kinds at a time and 200 in all: 0 failed" in text
    assert "0.250 % of packets lost in the worst of 2 rounds" in text
    assert "memory grew by 2.0 MB" in text


def test_calls_of_many_are_a_table_of_their_own(folder: Path) -> None:
    mixed = MEASURED | {"sessions": 50, "latency_ms": NONE, "onset_ms": QUANTILES}
    mixed |= {"onsets_sent": 200, "onsets_found": 199}
    forwarded = MEASURED | {"sessions": 400, "onsets_sent": 30, "onsets_found": 0}
    rows = [
        {"case": "mixed", "speakers": 5, "late_ticks": 0, "report": mixed},
        {"case": "forwarded", "speakers": 0, "late_ticks": 0, "report": forwarded},
    ]
    (folder / "calls.json").write_text(json.dumps({"conditions": CONDITIONS, "rows": rows}))
    text = report.figures()
    assert "| 50 | mixed | 0.071 % | 0.1 ms | 0.4 ms | 99.50 % | 100 kB |" in text
    assert "| 400 | forwarded | 0.071 % | 0.1 ms | 0.4 ms | - | 100 kB |" in text


def test_tox_calls_show_both_libraries_and_pictures_where_there_are_any(folder: Path) -> None:
    none = dict.fromkeys(("sent", "received", "in_time", "p50_ms", "p95_ms"), 0)
    heard = {"sent": 1000, "received": 1000, "in_time": 995, "p50_ms": 2.04, "p95_ms": 3.1}
    heard |= {"packets": 500, "packet_bytes": 82_500, "payload_bytes": 40_000}
    seen = {"sent": 300, "received": 150, "in_time": 30, "p50_ms": 90.0, "p95_ms": 400.0}
    seen |= {"packets": 600, "packet_bytes": 700_000, "payload_bytes": 651_400}
    used = {"calls": 1, "cpu_percent": 3.04, "rss_before_kb": 4096, "rss_after_kb": 5120}
    rows = [
        {
            "case": "audio",
            "library": "jackfield",
            "report": {**used, "audio": heard, "video": none},
        },
        {"case": "video", "library": "debian", "report": {**used, "audio": heard, "video": seen}},
    ]
    (folder / "tox.json").write_text(json.dumps({"conditions": CONDITIONS, "rows": rows}))
    text = report.figures()
    ours = (
        "| 1 | audio | Jackfield | 3.0 % | 100.0 % | 99.5 % | 2.0 ms | 3.1 ms | 48.5 % | 1.0 MiB |"
    )
    assert ours in text
    debian = (
        "| 1 | video | Debian | 3.0 % | 50.0 % | 10.0 % | 90.0 ms | 400.0 ms | 93.1 % | 1.0 MiB |"
    )
    assert debian in text


def test_mock_calls_and_those_of_one_process_tell_what_they_leave_in_memory(folder: Path) -> None:
    memory = {"calls": 10_000, "rss_after_warm_up_kb": 80_000, "rss_at_end_kb": 81_228}
    speeds = [{"file": "a.wav", "audio_s": 3600.0, "took_s": 2.3, "times_real": 1550}]
    mock = {"conditions": CONDITIONS, "speeds": speeds, "memory": memory}
    (folder / "mock.json").write_text(json.dumps(mock))
    fallen = memory | {"rss_at_end_kb": 79_000}
    (folder / "embedded.json").write_text(json.dumps({"conditions": CONDITIONS, "memory": fallen}))
    figures = report.figures()
    assert "a.wav 1,550." in figures
    assert "Over 10,000 that ended in every way there is memory grew by 1.2 MB" in figures
    assert "memory grew by 0.0 MB after the first 500." in figures
