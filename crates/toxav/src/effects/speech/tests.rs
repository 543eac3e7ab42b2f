use std::time::Duration;

use super::*;
use crate::audio::AudioFrame;
use crate::effects::Reference;

const QUIETER: AudioEffects = AudioEffects {
    echo_cancellation: false,
    noise_suppression: false,
    automatic_gain: false,
    gain_db: -20.0,
};
const WITHOUT_ECHO: AudioEffects = AudioEffects {
    echo_cancellation: true,
    gain_db: 0.0,
    ..QUIETER
};

fn reference() -> Reference {
    Reference::new(Duration::from_millis(500))
}

fn play(reference: &mut Reference, channels: u8, rate: u32) {
    let samples = rate as usize / 50;
    let frame = AudioFrame {
        friend: 0,
        pcm: vec![1_000; samples * usize::from(channels)],
        samples,
        channels,
        rate,
    };
    reference.push(&frame);
}

#[test]
fn without_a_wish_a_frame_is_not_even_copied() {
    let (mut speech, pcm) = (Speech::default(), [7; 960]);
    let none = AudioEffects::default();
    let same = speech.process(none, |_| unreachable!(), (1, 48_000), &pcm);
    assert!(std::ptr::eq(same, pcm.as_slice()));
}

#[test]
fn the_programs_frame_stays_and_another_is_sent() {
    let (mut speech, pcm) = (Speech::default(), [10_000; 1_920]);
    let sent = speech.process(QUIETER, |_| unreachable!(), (1, 48_000), &pcm);
    assert_eq!(sent.len(), 1_920);
    assert!((990..1_010).contains(&sent[1_919]), "{}", sent[1_919]);
}

#[test]
fn what_was_played_is_fitted_to_what_is_said() {
    let said = [
        ((1, 48_000), 960_usize),
        ((2, 48_000), 1_920),
        ((1, 16_000), 320),
        ((2, 8_000), 320),
    ];
    for (played_channels, played_rate) in [(1, 48_000), (2, 48_000), (1, 24_000), (2, 8_000)] {
        for ((channels, rate), len) in said {
            let (mut fit, mut reference) = (Fit::default(), reference());
            let format = format_of(channels, rate).unwrap();
            let mut fitted = 0;
            for _ in 0..10 {
                play(&mut reference, played_channels, played_rate);
                fitted += fit.take(|pcm| reference.take(pcm), format).len();
            }
            let missing = (10 * len).abs_diff(fitted);
            assert!(missing <= len, "{played_rate} → {rate}: {missing}");
        }
    }
}

#[test]
fn what_was_played_is_asked_for_with_each_frame() {
    let (mut speech, mut asked) = (Speech::default(), 0);
    for _ in 0..3 {
        let played = |_: &mut Vec<i16>| {
            asked += 1;
            (1, 48_000)
        };
        speech.process(WITHOUT_ECHO, played, (1, 48_000), &[0; 960]);
    }
    assert_eq!(asked, 3);
}
