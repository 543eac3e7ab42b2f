use super::*;

const fn frame(kind: FrameKind) -> Frame {
    Frame {
        media_time: Duration::ZERO,
        kind,
    }
}

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn stats(meter: &Meter) -> ReceiverStats {
    meter.stats(&JitterBuffer::new(ms(400)))
}

#[test]
fn the_mean_delay_leaves_silence_out() {
    let mut meter = Meter::default();
    let plays = [
        (FrameKind::Received, 10),
        (FrameKind::Silence, 500),
        (FrameKind::Concealed, 30),
    ];
    for (kind, delay) in plays {
        meter.played(&frame(kind), Timestamp::from_millis(delay), Timestamp::ZERO);
    }
    assert_eq!(stats(&meter).mean_buffer_delay, ms(20));
    assert_eq!(stats(&meter).buffer_delay, ms(30));
}

#[test]
fn a_frame_that_comes_before_its_time_has_no_delay() {
    let mut meter = Meter::default();
    let earliest = Timestamp::from_millis(9);
    meter.played(&frame(FrameKind::Received), Timestamp::ZERO, earliest);
    assert_eq!(stats(&meter).buffer_delay, Duration::ZERO);
}

#[test]
fn audio_is_counted_by_where_it_came_from() {
    let mut meter = Meter::default();
    let kinds = [
        FrameKind::Received,
        FrameKind::Redundant,
        FrameKind::Fec,
        FrameKind::Concealed,
        FrameKind::Silence,
    ];
    for (kind, audio) in kinds.into_iter().zip(1..) {
        meter.count(kind, ms(audio));
    }
    let counted = stats(&meter);
    let seen = [
        counted.received,
        counted.redundant,
        counted.fec,
        counted.concealed,
        counted.silence,
    ];
    assert_eq!(seen, [1, 2, 3, 4, 5].map(ms));
    assert_eq!(counted.recovered(), ms(5));
}

#[test]
fn what_cannot_be_decoded_is_malformed_too() {
    let meter = Meter {
        malformed: 2,
        undecodable: 1,
        ..Meter::default()
    };
    assert_eq!(stats(&meter).malformed, 3);
}
