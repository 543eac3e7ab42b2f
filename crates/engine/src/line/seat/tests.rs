use std::time::Duration;

use super::*;
use crate::Frames;
use crate::host::tests::host;

const ID: SessionId = SessionId::from_u64(256);

fn seat(host: &Host) -> SeatLine {
    let shared = host.directory.insert(ID);
    SeatLine::new(ID, Hears::Each, shared, Timestamp::ZERO, host)
}

fn kinds(host: &Host) -> Vec<EventKind> {
    let (mut notices, mut frames) = (Vec::new(), Frames::default());
    host.hub.drain(usize::MAX, &mut notices, &mut frames);
    notices.iter().map(|notice| notice.kind).collect()
}

#[test]
fn what_the_host_says_is_said_frame_by_frame_and_its_end_is_told() {
    let host = host(|_| {});
    let mut seat = seat(&host);
    assert!(
        host.directory
            .get(ID)
            .unwrap()
            .reserve(Duration::from_millis(40), Duration::MAX)
    );
    seat.play(Timestamp::ZERO, 24_000, &[500; 960]);
    assert!(seat.has_input());
    for at in [0, 20] {
        seat.hear(Timestamp::from_millis(at), &host);
        seat.run(Timestamp::from_millis(at), &host);
        seat.voice().tick();
        let frame = seat.voice().frame(SampleRate::Hz24000).unwrap();
        assert_eq!(frame, [500; 480]);
    }
    assert_eq!(kinds(&host), [EventKind::Drained]);
    assert!(!seat.has_input());
}

#[test]
fn barge_in_cuts_what_is_said_within_a_frame() {
    let host = host(|_| {});
    let mut seat = seat(&host);
    seat.play(Timestamp::ZERO, 48_000, &vec![500; 9_600]);
    seat.hear(Timestamp::ZERO, &host);
    seat.clear_audio();
    assert!(!seat.has_input() && seat.voice().is_empty());
}

#[test]
fn what_is_not_fetched_in_time_is_counted() {
    let host = host(|_| {});
    let mut seat = seat(&host);
    let tick = Tick {
        number: 1,
        media_time: Duration::ZERO,
    };
    for _ in 0..12 {
        seat.send(ID, tick, FrameKind::Received, &[0; 960], &host);
    }
    assert_eq!(seat.stats.tap_dropped, 2);
}

#[test]
fn its_end_is_told_with_the_reason() {
    let host = host(|_| {});
    let mut seat = seat(&host);
    assert!(!seat.is_over());
    seat.end(Ending::CallEnded);
    seat.end(Ending::Local);
    seat.announce_end(&host);
    let (mut notices, mut frames) = (Vec::new(), Frames::default());
    host.hub.drain(usize::MAX, &mut notices, &mut frames);
    assert_eq!(notices[0].code, "call_ended");
}
