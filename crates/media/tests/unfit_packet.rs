//! A packet that does not fit its stream changes nothing, whatever it carries.
#![allow(clippy::unwrap_used, reason = "what is not there has failed")]

use std::time::Duration;

use jackfield_media::receiver::{
    AudioReceiver, Encoding, ReceivedPacket, ReceiverConfig, SILENCE_BEFORE_IDLE,
};
use jackfield_media::time::Timestamp;

/// Payload type 111, then an Opus packet of 20 ms.
const ALONE: [u8; 4] = [111, 0xF8, 1, 2];
/// The same after a copy of the packet before: 960 ticks older, three bytes.
const WITH_COPY: [u8; 11] = [0xEF, 0x0F, 0, 3, 111, 0xF8, 3, 4, 0xF8, 5, 6];

fn receive(receiver: &mut AudioReceiver, sequence: u16, rtp_time: u32, payload: &[u8]) {
    let packet = ReceivedPacket {
        sequence,
        rtp_time,
        payload,
        encoding: Encoding::Red,
    };
    receiver.push(Timestamp::ZERO, packet);
}

/// Plays what comes until the receiver rests; how long that took.
fn play(receiver: &mut AudioReceiver) -> Duration {
    let mut out = [0; 960];
    let mut now = Timestamp::ZERO;
    while let Some(due) = receiver.next_timeout() {
        now = due.max(now);
        assert!(now.since(Timestamp::ZERO) < Duration::from_secs(60));
        while receiver.poll_frame(now, &mut out).is_some() {}
    }
    now.since(Timestamp::ZERO)
}

#[test]
fn copies_in_a_packet_that_does_not_fit_are_not_waited_for() {
    let mut receiver = AudioReceiver::new(&ReceiverConfig::default()).unwrap();
    receive(&mut receiver, 1, 960, &ALONE);
    let three_hours = 3 * 3_600 * 48_000;
    receive(&mut receiver, 275, three_hours, &WITH_COPY);
    assert!(play(&mut receiver) < SILENCE_BEFORE_IDLE * 2);
}
