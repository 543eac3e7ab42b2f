use super::*;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(1_000 * seconds)
}

/// Plays a second for each: packets lost of a hundred; and the quality when it changed.
fn qualities(lost: &[u64]) -> (Meter, Vec<Option<Quality>>) {
    let mut meter = Meter::new(at(0));
    let mut totals = Totals::default();
    let mut found = Vec::new();
    for (second, lost) in (1..).zip(lost) {
        totals.received += 100 - lost;
        totals.lost += lost;
        found.push(meter.poll(at(second), totals));
    }
    (meter, found)
}

#[test]
fn loss_is_that_of_the_last_seconds() {
    let (meter, _) = qualities(&[20; 10]);
    assert!((meter.metrics().packet_loss - 0.2).abs() < 0.001);
    let (meter, _) = qualities(&[20, 20, 20, 0, 0, 0, 0, 0, 0, 0]);
    assert!(meter.metrics().packet_loss < 0.002);
}

#[test]
fn a_change_of_quality_is_told_once() {
    let (_, found) = qualities(&[0, 0, 8, 8, 30, 30, 0, 0, 0, 0, 0]);
    let changes: Vec<_> = found.into_iter().flatten().collect();
    assert_eq!(
        changes,
        [Quality::Fair, Quality::Poor, Quality::Fair, Quality::Good]
    );
}

#[test]
fn at_the_border_quality_does_not_change_every_second() {
    let (_, found) = qualities(&[3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    assert_eq!(found.iter().flatten().count(), 1);
}

#[test]
fn what_comes_late_after_all_was_not_lost() {
    let mut meter = Meter::new(at(0));
    let totals = |received, lost| Totals {
        received,
        lost,
        ..Totals::default()
    };
    meter.poll(at(1), totals(90, 10));
    meter.poll(at(2), totals(200, 0));
    assert!((meter.metrics().packet_loss - 0.025).abs() < 0.001);
}

#[test]
fn latencies_are_means_and_processor_time_is_a_share() {
    let mut meter = Meter::new(at(0));
    for latency in [10, 30].repeat(100) {
        meter.note_audio(Duration::from_millis(latency));
        meter.note_video(Duration::from_millis(2 * latency));
        meter.note_cpu(Duration::from_millis(1));
    }
    let totals = Totals {
        jitter: Duration::from_millis(3),
        memory: 5,
        ..Totals::default()
    };
    assert_eq!(meter.poll(Timestamp::from_millis(999), totals), None);
    assert_eq!(meter.metrics().memory_usage, 0);
    meter.poll(at(1), totals);
    let metrics = meter.metrics();
    assert!(metrics.audio_latency.abs_diff(Duration::from_millis(20)) < Duration::from_millis(2));
    assert!(metrics.video_latency.abs_diff(Duration::from_millis(40)) < Duration::from_millis(4));
    assert!((metrics.cpu_usage - 0.1).abs() < 0.001);
    assert_eq!((metrics.jitter, metrics.memory_usage), (totals.jitter, 5));
}

#[test]
fn jitter_alone_makes_a_call_worse() {
    let mut meter = Meter::new(at(0));
    let totals = Totals {
        jitter: Duration::from_millis(120),
        ..Totals::default()
    };
    assert_eq!(meter.poll(at(1), totals), Some(Quality::Poor));
    assert_eq!(meter.quality(), Quality::Poor);
}
