//! A packet that comes when its turn is over: concealed, counted, not played.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic, and uses a part of what tests share"
)]

#[path = "common/call.rs"]
mod call;

use std::time::Duration;

use call::{Heard, Protection, SentStream, encode, listen};
use jackfield_media::receiver::FrameKind;
use jackfield_testkit::speech::speech;

const PATH: Duration = Duration::from_millis(20);
const LATE: usize = 50;

fn stream() -> SentStream {
    encode(
        &speech(3, call::RATE, Duration::from_secs(3)),
        Protection::Plain,
    )
}

/// All packets in time but one, which comes as much later; never if `None`.
fn one_late(stream: &SentStream, by: Option<Duration>) -> Heard {
    let mut arrivals = Vec::new();
    for (index, packet) in stream.packets.iter().enumerate() {
        let late = if index == LATE {
            by
        } else {
            Some(Duration::ZERO)
        };
        arrivals.extend(late.map(|late| (packet.at + PATH + late, index)));
    }
    arrivals.sort_unstable();
    listen(stream, &arrivals)
}

fn kinds(heard: &Heard) -> Vec<FrameKind> {
    heard.frames.iter().map(|heard| heard.frame.kind).collect()
}

#[test]
fn a_late_packet_is_concealed_not_played() {
    let stream = stream();
    let late = one_late(&stream, Some(Duration::from_millis(45)));
    let lost = one_late(&stream, None);
    assert_eq!(kinds(&late)[LATE], FrameKind::Concealed);
    assert_eq!(late.stats.late, 1);
    assert_eq!(late.stats.lost, 0);
    assert_eq!(lost.stats.lost, 1);
    // Until the late one came nobody could know, and what was said then is not said later.
    let until = (LATE + 2) * call::FRAME_SAMPLES;
    assert_eq!(late.samples[..until], lost.samples[..until]);
    assert_eq!(late.frames.len(), lost.frames.len() + 2);
}

#[test]
fn within_its_grace_a_packet_is_played() {
    let stream = stream();
    let heard = one_late(&stream, Some(Duration::from_millis(4)));
    assert_eq!(heard.stats.late, 0);
    assert!(
        kinds(&heard)[..100]
            .iter()
            .all(|kind| *kind == FrameKind::Received)
    );
}

#[test]
fn media_time_never_goes_back() {
    let heard = one_late(&stream(), Some(Duration::from_millis(45)));
    let times = heard.frames.iter().map(|heard| heard.frame.media_time);
    assert!(times.is_sorted());
}
