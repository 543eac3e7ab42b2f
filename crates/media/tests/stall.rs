//! Nobody turned the receiver for a while, or the network held everything back: soon all is as before.
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

use call::{Heard, Protection, SentStream, encode, listen, play, play_until};
use jackfield_media::receiver::{
    AudioReceiver, FrameKind, ReceivedPacket, ReceiverConfig, ReceiverStats,
};
use jackfield_media::time::Timestamp;
use jackfield_testkit::speech::speech;

const BEGIN: Timestamp = Timestamp::from_millis(3_000);
const STALLS: [u64; 4] = [100, 300, 1_000, 2_500];

/// When a packet reaches the receiver if nothing is handed over during a stall.
fn handed_over(sent: Timestamp, stall: Duration) -> Timestamp {
    if sent >= BEGIN {
        sent.max(BEGIN + stall)
    } else {
        sent
    }
}

fn stream() -> SentStream {
    encode(
        &speech(9, call::RATE, Duration::from_secs(10)),
        Protection::Plain,
    )
}

/// The network stalls, the receiver goes on.
fn network_stall(stall: Duration) -> Heard {
    let stream = stream();
    let arrival = |at| handed_over(at, stall);
    let arrivals: Vec<_> = stream
        .packets
        .iter()
        .map(|packet| arrival(packet.at))
        .zip(0..)
        .collect();
    listen(&stream, &arrivals)
}

/// The thread stalls: it is not woken, and then reads all packets before it plays. They may bear
/// the time at which they came.
fn thread_stall(stall: Duration, has_stamps: bool) -> Heard {
    let stream = stream();
    let mut receiver = AudioReceiver::new(&ReceiverConfig::default()).unwrap();
    let mut heard = Heard {
        samples: Vec::new(),
        frames: Vec::new(),
        stats: ReceiverStats::default(),
    };
    let end = BEGIN + stall;
    for packet in &stream.packets {
        let now = handed_over(packet.at, stall);
        if packet.at < BEGIN || packet.at > end {
            play_until(&mut receiver, Some(now), &mut heard);
        }
        let stamp = if has_stamps { packet.at } else { now };
        let handed = ReceivedPacket {
            sequence: packet.sequence,
            rtp_time: packet.rtp_time,
            payload: &packet.payload,
            encoding: stream.encoding,
        };
        receiver.push(stamp, handed);
        if packet.at < BEGIN || packet.at + call::FRAME > end {
            play(&mut receiver, now, &mut heard);
        }
    }
    heard.stats = receiver.stats();
    heard
}

/// The longest delay of a frame later than 200 ms after the stall.
fn delay_after(heard: &Heard, stall: Duration) -> Duration {
    let from = BEGIN + stall + Duration::from_millis(200);
    let until = Timestamp::from_millis(10_000);
    let after = heard
        .frames
        .iter()
        .filter(|heard| heard.at > from && heard.at < until);
    let audible = after.filter(|heard| heard.frame.kind != FrameKind::Silence);
    audible.map(|heard| heard.stats.buffer_delay).max().unwrap()
}

#[test]
fn after_a_stall_of_the_network_the_delay_is_what_it_was() {
    for stall in STALLS.map(Duration::from_millis) {
        let heard = network_stall(stall);
        let delay = delay_after(&heard, stall);
        assert!(delay <= Duration::from_millis(5), "{stall:?}: {delay:?}");
        let dropped = heard.stats.late > 0 || heard.stats.removed > Duration::ZERO;
        assert!(dropped, "{stall:?}");
    }
}

#[test]
fn after_a_stall_of_the_thread_the_delay_is_what_it_was() {
    for stall in STALLS.map(Duration::from_millis) {
        for has_stamps in [true, false] {
            let heard = thread_stall(stall, has_stamps);
            let delay = delay_after(&heard, stall);
            assert!(
                delay <= Duration::from_millis(5),
                "{stall:?} {has_stamps}: {delay:?}"
            );
        }
    }
}

#[test]
fn a_long_backlog_is_skipped_and_counted_a_short_one_is_played() {
    let short = thread_stall(Duration::from_millis(100), true);
    assert_eq!(short.stats.removed, Duration::ZERO);
    let long = thread_stall(Duration::from_secs(1), true);
    let removed = long.stats.removed;
    assert!(
        removed.abs_diff(Duration::from_secs(1)) < Duration::from_millis(60),
        "{removed:?}"
    );
}

#[test]
fn what_is_owed_does_not_come_all_at_once() {
    let heard = thread_stall(Duration::from_secs(1), true);
    let end = BEGIN + Duration::from_secs(1);
    let at_once = heard.frames.iter().filter(|heard| heard.at == end).count();
    assert!(at_once <= 3, "{at_once} frames");
}
