use crate::jitter::FRAME;
use crate::opus::{Encoder, EncoderConfig};
use crate::receiver::{Encoding, FrameKind, ReceivedPacket, ReceiverConfig};
use jackfield_testkit::speech::speech;

use super::*;

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// A receiver that was given packets of a voice without pauses, packet n late by what is said, and
/// turned whenever it asked; with the delay of each frame.
fn delays(late: impl IntoIterator<Item = u64>) -> (AudioReceiver, Vec<Duration>) {
    let mut encoder = Encoder::new(EncoderConfig::default()).unwrap();
    let mut receiver = AudioReceiver::new(&ReceiverConfig::default()).unwrap();
    let voice = speech(1, 48_000, Duration::from_secs(1));
    let mut payload = [0; 1_200];
    let mut delays = Vec::new();
    for (number, late) in (0u16..).zip(late) {
        // Always the same 40 ms: nothing in it is a pause.
        let start = usize::from(number % 2) * 960;
        let len = encoder
            .encode(&voice[start..start + 960], &mut payload)
            .unwrap();
        let now = at(20 * u64::from(number) + late);
        turn(&mut receiver, now, &mut delays);
        let packet = ReceivedPacket {
            sequence: number,
            rtp_time: u32::from(number) * 960,
            payload: &payload[..len],
            encoding: Encoding::Opus,
        };
        receiver.push(now, packet);
    }
    (receiver, delays)
}

fn turn(receiver: &mut AudioReceiver, until: Timestamp, delays: &mut Vec<Duration>) {
    let mut out = [0; 960];
    while let Some(now) = receiver.next_timeout().filter(|now| *now < until) {
        while let Some(frame) = receiver.poll_frame(now, &mut out) {
            if frame.kind != FrameKind::Silence {
                delays.push(receiver.stats().buffer_delay);
            }
        }
    }
}

#[test]
fn a_little_jitter_is_taken_up_without_touching_the_audio() {
    let (receiver, delays) = delays((0..300).map(|number| number * 7 % 19));
    let stats = receiver.stats();
    assert_eq!(
        (stats.inserted, stats.removed),
        (Duration::ZERO, Duration::ZERO)
    );
    assert!(*delays.last().unwrap() >= ms(13));
}

#[test]
fn a_delay_that_is_not_needed_any_more_is_given_back_in_speech_too() {
    let jitter = (0..100).map(|number| number * 7 % 50);
    let (receiver, delays) = delays(jitter.chain([0; 300]));
    assert!(delays[100] >= ms(40), "{:?}", delays[100]);
    assert_eq!(*delays.last().unwrap(), Duration::ZERO);
    assert!(receiver.stats().removed >= ms(20));
}

#[test]
fn a_frame_waits_for_the_next_when_one_of_them_has_to_go() {
    let (mut receiver, _) = delays([0; 50]);
    receiver.need = receiver.schedule.as_mut().unwrap().steer(at(950));
    assert!(receiver.need.is_urgent());
    receiver.urgent_since = Some(at(0));
    assert!(receiver.fill(at(980), false));
    assert!(receiver.is_held(at(980)));
    assert_eq!(receiver.next_timeout(), receiver.held_until);
    assert!(!receiver.is_held(receiver.held_until.unwrap()));
}

#[test]
fn a_held_frame_that_becomes_due_later_is_not_asked_for_before() {
    let (mut receiver, _) = delays([0; 50]);
    assert!(receiver.poll_frame(at(980), &mut [0; 960]).is_some());
    receiver.held_until = Some(at(985));
    let due = receiver.schedule.unwrap().due();
    assert!(receiver.poll_frame(at(985), &mut [0; 960]).is_none());
    assert!(due > at(985), "{due:?}");
    assert!(receiver.next_timeout() > Some(at(985)));
}

#[test]
fn what_was_due_long_ago_is_skipped_and_counted() {
    let (mut receiver, _) = delays([0; 50]);
    receiver.skip_backlog(at(1_100));
    assert_eq!(receiver.stats().removed, Duration::ZERO);
    receiver.skip_backlog(at(1_500));
    assert!(receiver.stats().removed >= ms(480));
    assert!(receiver.wanted(at(1_500)) + FRAME >= at(1_500));
}
