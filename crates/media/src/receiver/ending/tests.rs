use crate::opus::{Encoder, EncoderConfig};
use crate::receiver::{Encoding, ReceivedPacket, ReceiverConfig};
use crate::time::Timestamp;

use super::*;

/// A receiver that was given five packets of a steady tone and played `played` of them.
fn receiver(played: usize) -> (AudioReceiver, Vec<i16>) {
    let mut receiver = AudioReceiver::new(&ReceiverConfig::default()).unwrap();
    let mut encoder = Encoder::new(EncoderConfig::default()).unwrap();
    let tone = |index: usize| {
        if (index / 120).is_multiple_of(2) {
            8_000
        } else {
            -8_000
        }
    };
    let frame: Vec<i16> = (0..960).map(tone).collect();
    let mut payload = [0; 1_200];
    let mut out = vec![0; 960];
    for number in 0..5 {
        let len = encoder.encode(&frame, &mut payload).unwrap();
        let packet = ReceivedPacket {
            sequence: number,
            rtp_time: u32::from(number) * 960,
            payload: &payload[..len],
            encoding: Encoding::Opus,
        };
        let now = Timestamp::from_millis(20 * u64::from(number));
        receiver.push(now, packet);
        if usize::from(number) < played {
            assert!(receiver.poll_frame(now, &mut out).is_some());
        }
    }
    (receiver, out)
}

#[test]
fn a_stream_is_dry_when_all_that_came_was_played() {
    assert!(
        AudioReceiver::new(&ReceiverConfig::default())
            .unwrap()
            .is_dry()
    );
    assert!(!receiver(4).0.is_dry());
    assert!(receiver(5).0.is_dry());
}

#[test]
fn what_was_played_dies_away() {
    let (mut receiver, played) = receiver(5);
    let mut out = [0; 960];
    assert_eq!(receiver.fade_out(&mut out), 240);
    let step = played[959].abs_diff(out[0]);
    assert!(step < 2_000, "no click: {step}");
    assert_eq!(out[239], 0);
    assert!(out[..60].iter().any(|sample| sample.abs() > 2_000));
}

#[test]
fn where_nothing_was_played_nothing_dies_away() {
    let mut receiver = AudioReceiver::new(&ReceiverConfig::default()).unwrap();
    assert_eq!(receiver.fade_out(&mut [1; 960]), 0);
    assert_eq!(receiver.fade_out(&mut []), 0);
}
