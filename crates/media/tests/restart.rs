//! The sender begins anew: other numbers, other times, no delay kept.
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

const CHANGE: usize = 100;

/// From one packet on, numbers and times are others.
fn restarted(sequence: u16, ticks: u32) -> (SentStream, Heard) {
    let voice = speech(2, call::RATE, Duration::from_secs(5));
    let mut stream = encode(&voice, Protection::Plain);
    for packet in stream.packets.iter_mut().skip(CHANGE) {
        packet.sequence = packet.sequence.wrapping_add(sequence);
        packet.rtp_time = packet.rtp_time.wrapping_add(ticks);
    }
    let arrivals: Vec<_> = stream
        .packets
        .iter()
        .map(|packet| packet.at)
        .zip(0..)
        .collect();
    let heard = listen(&stream, &arrivals);
    (stream, heard)
}

#[test]
fn after_a_jump_of_numbers_and_times_speech_goes_on_without_delay() {
    for (sequence, ticks) in [
        (20_000, 0),
        (20_000, 1 << 30),
        (65_000, 1 << 31),
        (1, 1 << 29),
    ] {
        let (stream, heard) = restarted(sequence, ticks);
        assert_eq!(heard.stats.restarts, 1, "{sequence} {ticks}");
        let after: Vec<_> = heard.frames[CHANGE + 5..stream.packets.len()]
            .iter()
            .collect();
        assert!(
            after
                .iter()
                .all(|heard| heard.frame.kind == FrameKind::Received)
        );
        let longest = after.iter().map(|heard| heard.stats.buffer_delay).max();
        assert!(longest <= Some(Duration::from_millis(5)), "{longest:?}");
    }
}

#[test]
fn media_time_goes_on_across_a_restart() {
    let (stream, heard) = restarted(20_000, 1 << 30);
    let times: Vec<_> = heard
        .frames
        .iter()
        .map(|heard| heard.frame.media_time)
        .collect();
    assert!(times.is_sorted());
    let said = call::FRAME * u32::try_from(stream.packets.len()).unwrap();
    let heard_until = times[stream.packets.len() - 1];
    assert!(
        heard_until.abs_diff(said) < Duration::from_millis(100),
        "{heard_until:?}"
    );
}
