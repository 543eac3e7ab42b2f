use super::*;

fn take(recording: u64) -> Take {
    Take::Report {
        recording: RecordingId::from_u64(recording),
        source: SessionId::from_u64(1),
        report: SenderReport {
            arrival: Timestamp::ZERO,
            ssrc: 1,
            wall_clock: std::time::Duration::ZERO,
            rtp_time: 0,
        },
    }
}

fn dropped(metrics: &Metrics) -> f64 {
    let mut found = 0.0;
    metrics.visit(|name, value| {
        if name.starts_with("recording_packets_dropped_total{reason=\"queue_full") {
            found = value;
        }
    });
    found
}

#[test]
fn what_there_is_no_room_for_is_counted() {
    let (tape, inbox) = pair(3);
    let metrics = Metrics::default();
    for number in 0..5 {
        tape.note(take(number), &metrics);
    }
    assert_eq!(inbox.takes().count(), 3);
    assert!((dropped(&metrics) - 2.0).abs() < 1e-9);
}

#[test]
fn what_is_asked_has_room_when_the_queue_is_full() {
    let (tape, inbox) = pair(1);
    tape.note(take(1), &Metrics::default());
    let recording = RecordingId::from_u64(1);
    tape.ask(Control::Stop(recording, Timestamp::ZERO));
    assert_eq!(inbox.controls().len(), 1);
    assert!(inbox.controls().is_empty());
}

#[test]
fn a_way_that_leads_nowhere_takes_everything() {
    let metrics = Metrics::default();
    Tape::default().note(take(1), &metrics);
    assert!(dropped(&metrics).abs() < 1e-9);
}
