use std::collections::HashMap;

use super::*;

fn snapshot(metrics: &Metrics) -> HashMap<String, f64> {
    let mut values = HashMap::new();
    metrics.visit(|name, value| {
        assert!(
            values.insert(name.to_owned(), value).is_none(),
            "{name} twice"
        );
    });
    values
}

#[test]
fn what_is_counted_is_seen_under_its_name() {
    let metrics = Metrics::default();
    metrics.increment(Counter::DropStale);
    metrics.add(Counter::BytesSent, 100);
    let values = snapshot(&metrics);
    assert!((values["packets_dropped_total{reason=\"stale\"}"] - 1.0).abs() < 1e-9);
    assert!((values["bytes_sent_total"] - 100.0).abs() < 1e-9);
    assert!((values["packets_sent_total"]).abs() < 1e-9);
}

#[test]
fn a_correction_takes_back_what_was_counted() {
    let metrics = Metrics::default();
    metrics.add_signed(Counter::PacketsLost, 3);
    metrics.add_signed(Counter::PacketsLost, -1);
    assert!((snapshot(&metrics)["packets_lost_total"] - 2.0).abs() < 1e-9);
}

#[test]
fn audio_is_counted_in_samples_without_losing_any_to_rounding() {
    let metrics = Metrics::default();
    let mut total = Duration::ZERO;
    // 100 samples at 44.1 kHz, a whole second of them.
    for _ in 0..441 {
        let before = total;
        total += Duration::from_nanos(2_267_574);
        metrics.add_audio(Counter::SamplesStall, before, total);
    }
    let counted = snapshot(&metrics)["samples_dropped_total{reason=\"stall\"}"];
    assert!((counted - 48_000.0).abs() < 1.5, "{counted}");
}

#[test]
fn latencies_are_cumulative_as_prometheus_wants_them() {
    let metrics = Metrics::default();
    for micros in [10, 80, 90, 2_000_000] {
        metrics.note_hairpin(Duration::from_micros(micros));
    }
    let values = snapshot(&metrics);
    let bucket = |label: &str| values[&format!("hairpin_latency_seconds_bucket{{le=\"{label}\"}}")];
    assert!((bucket("0.00005") - 1.0).abs() < 1e-9);
    assert!((bucket("0.0001") - 3.0).abs() < 1e-9);
    assert!((bucket("0.25") - 3.0).abs() < 1e-9);
    assert!((bucket("+Inf") - 4.0).abs() < 1e-9);
    assert!((values["hairpin_latency_seconds_sum"] - 2.00018).abs() < 1e-6);
}
