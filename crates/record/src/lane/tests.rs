use std::sync::Arc;

use super::*;
use crate::shelf::Held;

fn piece(at: u64, audio: Audio) -> Piece {
    Piece::Packet(
        at,
        Held {
            ticks: 0,
            samples: 960,
            audio,
            is_copy: false,
        },
    )
}

fn loudest(mix: &mut Mix, until: u64) -> u16 {
    let samples = mix.take(until);
    samples
        .iter()
        .map(|sample| sample.unsigned_abs())
        .max()
        .unwrap_or(0)
}

#[test]
fn samples_come_after_what_a_decoder_would_need() {
    let (mut lane, mut mix) = (Lane::default(), Mix::default());
    lane.add(&piece(0, Audio::Pcm(vec![7; 960])), false, &mut mix);
    let samples = mix.take(2_000);
    assert_eq!(samples.iter().position(|sample| *sample == 7), Some(312));
}

#[test]
fn what_is_paused_is_not_heard() {
    let (mut lane, mut mix) = (Lane::default(), Mix::default());
    lane.add(&piece(0, Audio::Pcm(vec![7; 960])), true, &mut mix);
    assert_eq!(loudest(&mut mix, 2_000), 0);
}

#[test]
fn a_packet_that_cannot_be_decoded_is_silence() {
    let (mut lane, mut mix) = (Lane::default(), Mix::default());
    let empty: Arc<[u8]> = Arc::from([]);
    lane.add(&piece(0, Audio::Opus(empty)), false, &mut mix);
    let gap = Piece::Gap {
        at: 960,
        samples: 960,
        is_loss: true,
    };
    lane.add(&gap, false, &mut mix);
    assert_eq!(loudest(&mut mix, 2_000), 0);
}
