"""The core's flat names as Prometheus families."""

from prometheus_client import Metric

from jackfield.server.engine_metrics import engine_families


def families(figures: dict[str, float]) -> dict[str, Metric]:
    return {family.name: family for family in engine_families(figures)}


def test_counters_gauges_and_histograms_are_told_apart() -> None:
    found = families(
        {
            "packets_received_total": 5.0,
            "sessions": 2.0,
            'hairpin_latency_seconds_bucket{le="+Inf"}': 1.0,
            "hairpin_latency_seconds_count": 1.0,
            "hairpin_latency_seconds_sum": 0.5,
        }
    )
    assert {name: family.type for name, family in found.items()} == {
        "jackfield_packets_received": "counter",
        "jackfield_sessions": "gauge",
        "jackfield_hairpin_latency_seconds": "histogram",
    }
    assert len(found["jackfield_hairpin_latency_seconds"].samples) == 3


def test_labels_are_read_and_join_one_family() -> None:
    found = families(
        {'dropped_total{reason="late"}': 1.0, 'dropped_total{reason="stale",worker="0"}': 2.0}
    )
    (family,) = found.values()
    assert [sample.labels for sample in family.samples] == [
        {"reason": "late"},
        {"reason": "stale", "worker": "0"},
    ]


def test_a_gauge_that_ends_like_a_histogram_is_a_gauge() -> None:
    assert families({"thread_count": 2.0})["jackfield_thread_count"].type == "gauge"


def test_what_is_no_metric_name_is_passed_over() -> None:
    assert families({"no name at all": 1.0, "": 2.0}) == {}
