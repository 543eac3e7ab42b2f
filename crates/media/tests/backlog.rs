//! Packets that waited somewhere come all at once, or a sender's clock jumps: speech is live again at once.
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

use call::{Heard, Protection, RATE, SentStream, encode, listen};
use jackfield_media::time::Timestamp;
use jackfield_testkit::speech::{Alignment, align, speech};

/// From here on packets come in real time.
const LIVE: Timestamp = Timestamp::from_millis(3_000);
const LENGTH: Duration = Duration::from_secs(8);
/// This late after it was said speech is still live: the codec, two frames, and what the receiver
/// stays ready for after a short stall.
const LIVE_LAG: usize = 120 * RATE as usize / 1_000;
const FRAME_NANOS: u64 = 20_000_000;
/// So long after packets are in time again speech is live.
const AGAIN: Duration = Duration::from_millis(300);

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn said() -> Vec<i16> {
    speech(11, RATE, LENGTH)
}

/// When each packet comes; `None` is lost.
fn hear(stream: &SentStream, arrival: impl Fn(Timestamp) -> Option<Timestamp>) -> Heard {
    let packets = stream.packets.iter().zip(0..);
    let arrivals: Vec<_> = packets
        .filter_map(|(packet, index)| Some((arrival(packet.at)?, index)))
        .collect();
    listen(stream, &arrivals)
}

/// What a sender queued until now, the first 600 ms not, comes within `width`.
fn burst(width: Duration) -> impl Fn(Timestamp) -> Option<Timestamp> {
    let queued_from = Timestamp::from_millis(600);
    let queued = LIVE.since(queued_from);
    move |sent: Timestamp| {
        let part = sent.since(queued_from).div_duration_f64(queued);
        if sent < queued_from {
            None
        } else if sent < LIVE {
            Some(LIVE.saturating_sub(width) + width.mul_f64(part))
        } else {
            Some(sent)
        }
    }
}

/// How much of what was said between two times was heard at the same time.
fn heard_live(said: &[i16], heard: &Heard, from: Timestamp, to: Timestamp) -> Alignment {
    let in_time = |at: Timestamp| at >= from && at < to;
    let frames = heard.frames.iter().zip(heard.samples.chunks(960));
    let samples: Vec<i16> = frames
        .filter(|(frame, _)| in_time(frame.at))
        .flat_map(|(_, samples)| samples.iter().copied())
        .collect();
    let sample = |at: Timestamp| usize::try_from(at.as_nanos() * 48 / 1_000_000).unwrap();
    align(&said[sample(from)..sample(to)], &samples, LIVE_LAG)
}

fn assert_live(heard: &Heard, from: Timestamp, what: &str) {
    let to = Timestamp::from_millis(6_800);
    let Alignment { correlation, lag } = heard_live(&said(), heard, from, to);
    assert!(
        correlation > 0.8,
        "{what}: correlation {correlation:.2}, lag {lag} samples, {:?}",
        heard.stats
    );
}

#[test]
fn what_a_sender_queued_before_the_call_was_up_does_not_delay_the_call() {
    let stream = encode(&said(), Protection::Plain);
    for width in [0, 50, 150, 300, 1_000].map(ms) {
        let heard = hear(&stream, burst(width));
        assert_live(&heard, LIVE + AGAIN, &format!("burst of {width:?}"));
    }
}

#[test]
fn a_burst_that_is_lost_in_part_does_not_either() {
    let stream = encode(&said(), Protection::Plain);
    let in_time = burst(ms(50));
    for kept in [2, 3, 40] {
        let heard = hear(&stream, |sent| {
            let number = sent.as_nanos() / FRAME_NANOS;
            in_time(sent).filter(|_| sent >= LIVE || number.is_multiple_of(kept))
        });
        assert_live(&heard, LIVE + AGAIN, &format!("every {kept}th came"));
    }
}

#[test]
fn copies_in_a_burst_do_not_delay_the_call() {
    for protection in [Protection::Fec, Protection::Red(1), Protection::Red(2)] {
        let stream = encode(&said(), protection);
        let heard = hear(&stream, burst(ms(50)));
        assert_live(&heard, LIVE + AGAIN, &format!("{protection:?}"));
    }
}

#[test]
fn after_a_pause_all_at_once_speech_is_live() {
    let stream = encode(&said(), Protection::Plain);
    for pause in [300, 600, 900, 1_100, 2_000].map(ms) {
        for width in [0, 50, 250].map(ms) {
            let begin = LIVE.saturating_sub(pause);
            let heard = hear(&stream, |sent| {
                let part = sent.since(begin).div_duration_f64(pause);
                let held = LIVE.saturating_sub(width) + width.mul_f64(part);
                Some(if sent < begin { sent } else { sent.max(held) })
            });
            let what = format!("{width:?} after {pause:?}");
            assert_live(&heard, LIVE + AGAIN, &what);
        }
    }
}

#[test]
fn a_senders_clock_may_jump() {
    for jump in [-5_000, -1_500, -900, -300, -40, 40, 300, 900, 1_500, 5_000] {
        let mut stream = encode(&said(), Protection::Plain);
        for packet in &mut stream.packets {
            if packet.at >= LIVE {
                packet.rtp_time = packet.rtp_time.wrapping_add_signed(jump * 48);
            }
        }
        let heard = hear(&stream, Some);
        assert_live(&heard, LIVE + AGAIN, &format!("jump of {jump} ms"));
    }
}
