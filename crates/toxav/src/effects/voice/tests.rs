use std::f64::consts::TAU;

use super::*;

const FRAME: usize = 960;
const SHAPE: (u8, u32) = (1, 48_000);
const QUIETER: AudioEffects = AudioEffects {
    echo_cancellation: false,
    noise_suppression: false,
    automatic_gain: false,
    gain_db: -12.0,
};

/// A frame of a tone that goes on.
fn tone(number: usize) -> Vec<i16> {
    let from = number * FRAME;
    (from..from + FRAME)
        .map(|index| {
            let index = f64::from(u32::try_from(index).unwrap());
            #[expect(clippy::cast_possible_truncation, reason = "16 bits")]
            let sample = (8_000.0 * (TAU * 200.0 * index / 48_000.0).sin()) as i16;
            sample
        })
        .collect()
}

/// What becomes of a tone while wishes change: one for each frame.
fn heard(voice: &mut Voice, wishes: &[AudioEffects]) -> Vec<i16> {
    let mut all = Vec::new();
    for (number, wanted) in wishes.iter().copied().enumerate() {
        let mut frame = tone(number);
        voice.process(wanted, SHAPE, &mut frame);
        all.extend(frame);
    }
    all
}

fn peak(pcm: &[i16]) -> i16 {
    pcm.iter().copied().max().unwrap()
}

#[test]
fn without_a_wish_there_is_nothing() {
    let mut voice = Voice::default();
    assert_eq!(heard(&mut voice, &[AudioEffects::default()]), tone(0));
    assert!(voice.placed.is_none());
}

#[test]
fn gain_comes_and_goes_without_a_click_and_leaves_nothing() {
    let none = AudioEffects::default();
    let louder = AudioEffects {
        gain_db: -6.0,
        ..none
    };
    let wishes = [none, QUIETER, QUIETER, louder, louder, none, none, none];
    let mut voice = Voice::default();
    let heard = heard(&mut voice, &wishes);
    // 200 Hz rise by at most 210 a sample; a step of 12 dB at a crest would be 6000.
    let steps = heard.windows(2).map(|pair| pair[0].abs_diff(pair[1]));
    assert!(steps.max().unwrap() < 300);
    assert!((1_950..2_060).contains(&peak(&heard[2 * FRAME..3 * FRAME])));
    assert!((3_900..4_100).contains(&peak(&heard[4 * FRAME..5 * FRAME])));
    assert_eq!(heard[7 * FRAME..], tone(7));
    assert!(voice.placed.is_none());
}

#[test]
fn effects_stand_in_their_order_whenever_they_came() {
    let mut voice = Voice::default();
    let all = AudioEffects {
        echo_cancellation: true,
        noise_suppression: true,
        automatic_gain: true,
        gain_db: 3.0,
    };
    let late = AudioEffects {
        noise_suppression: false,
        ..all
    };
    heard(&mut voice, &[QUIETER, late, all]);
    let placed = voice.placed.as_ref().unwrap();
    let links: Vec<EffectId> = placed.links.iter().flatten().copied().collect();
    assert_eq!(links.len(), 4);
    assert_eq!(placed.chain.ids().collect::<Vec<_>>(), links);
}

#[test]
fn once_they_are_there_effects_allocate_nothing() {
    let wanted = AudioEffects {
        echo_cancellation: false,
        noise_suppression: true,
        automatic_gain: true,
        gain_db: 3.0,
    };
    let mut voice = Voice::default();
    heard(&mut voice, &[wanted; 100]);
    let mut frame = tone(100);
    let watched = || voice.process(wanted, SHAPE, &mut frame);
    assert_eq!(allocation_counter::measure(watched).count_total, 0);
}

#[test]
fn another_format_is_another_stream() {
    let mut voice = Voice::default();
    heard(&mut voice, &[QUIETER]);
    let mut stereo = [1_000; 640];
    voice.process(QUIETER, (2, 16_000), &mut stereo);
    assert_eq!(voice.placed.as_ref().unwrap().chain.format().rate(), 16_000);
    let mut odd = [1_000; 30];
    voice.process(QUIETER, (3, 16_000), &mut odd);
    assert_eq!(odd, [1_000; 30]);
}
