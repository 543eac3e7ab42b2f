use std::f32::consts::TAU;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::effects::{Custom, Gain, NoiseSuppression};
use crate::opus::Channels;

fn mono() -> Format {
    Format::new(48_000, Channels::Mono).unwrap()
}

fn gain(decibels: f32) -> Gain {
    Gain::new(mono(), decibels).unwrap()
}

/// 20 ms of a tone of 200 Hz, whole periods.
fn frame() -> Vec<f32> {
    (0_u16..960)
        .map(|index| 0.25 * (TAU * 200.0 * f32::from(index) / 48_000.0).sin())
        .collect()
}

fn run(chain: &mut Chain, frames: usize) -> Vec<f32> {
    let mut heard = Vec::new();
    for _ in 0..frames {
        let mut samples = frame();
        chain.process(&mut samples);
        heard.extend(samples);
    }
    heard
}

/// The largest step from sample to sample.
fn roughness(samples: &[f32]) -> f32 {
    let steps = samples.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    steps.fold(0.0, f32::max)
}

#[test]
fn another_language_names_an_effect_by_a_number() {
    let mut chain = Chain::new(mono());
    let id = chain.add(gain(-6.0));
    assert!(!chain.remove(EffectId::from_u32(id.as_u32() + 1)));
    assert!(chain.remove(EffectId::from_u32(id.as_u32())));
}

#[test]
fn a_chain_without_effects_changes_no_bit() {
    let mut chain = Chain::new(mono());
    let mut samples = [1i16, -2, i16::MAX, i16::MIN];
    chain.process_i16(&mut samples);
    assert_eq!(samples, [1, -2, i16::MAX, i16::MIN]);
    assert!(chain.is_empty());
    assert_eq!(run(&mut chain, 1), frame());
}

#[test]
fn effects_work_in_their_order() {
    let mut chain = Chain::new(mono());
    let add = |number: f32| {
        Custom::new(move |samples: &mut [f32]| {
            for sample in samples {
                *sample += number;
            }
        })
    };
    let last = chain.add(gain(20.0));
    let first = chain.insert_before(last, add(0.25));
    assert_eq!(chain.ids().collect::<Vec<_>>(), [first, last]);
    chain.reset();
    let mut samples = [0.0; 4];
    chain.process(&mut samples);
    assert!(samples.iter().all(|sample| (sample - 2.5).abs() < 1e-5));
    // Before one that is not there is behind all others.
    chain.remove(first);
    chain.insert_before(first, add(0.5));
    chain.reset();
    samples = [0.0; 4];
    chain.process(&mut samples);
    assert!(samples.iter().all(|sample| (sample - 0.5).abs() < 1e-5));
}

#[test]
fn nothing_clicks_when_effects_come_change_and_go() {
    let smooth = roughness(&frame());
    let mut chain = Chain::new(mono());
    let mut heard = run(&mut chain, 3);
    let muted = chain.add(gain(f32::NEG_INFINITY));
    heard.extend(run(&mut chain, 3));
    assert!(chain.replace(muted, gain(-6.0)));
    heard.extend(run(&mut chain, 3));
    assert!(chain.remove(muted));
    heard.extend(run(&mut chain, 3));
    assert!(chain.is_empty());
    // Going over from a quarter of full scale to nothing adds a 480th of that to a step.
    assert!(roughness(&heard) < smooth + 0.001, "{}", roughness(&heard));
}

#[test]
fn an_effect_with_a_delay_comes_and_goes_without_a_click() {
    let smooth = roughness(&frame());
    let mut chain = Chain::new(mono());
    let mut heard = run(&mut chain, 2);
    let id = chain.add(NoiseSuppression::new(mono()).unwrap());
    assert_eq!(chain.delay(), 480);
    heard.extend(run(&mut chain, 10));
    chain.remove(id);
    heard.extend(run(&mut chain, 3));
    assert_eq!(chain.delay(), 0);
    assert!(roughness(&heard) < smooth * 1.5, "{}", roughness(&heard));
}

#[test]
fn an_effect_is_set_while_it_runs() {
    let mut chain = Chain::new(mono());
    let id = chain.add(gain(0.0));
    run(&mut chain, 2);
    let running: &mut Gain = chain.get_mut(id).unwrap();
    running.set_decibels(-20.0).unwrap();
    let heard = run(&mut chain, 2);
    let wanted = frame();
    let quiet = heard[960..].iter().zip(&wanted);
    assert!(
        quiet
            .into_iter()
            .all(|(is, was)| (is - was / 10.0).abs() < 1e-5)
    );
    assert!(chain.get_mut::<NoiseSuppression>(id).is_none());
}

#[test]
fn who_is_not_there_is_neither_changed_nor_removed() {
    let mut chain = Chain::new(mono());
    let id = chain.add(gain(0.0));
    assert!(chain.remove(id));
    assert!(!chain.remove(id));
    assert!(!chain.replace(id, gain(0.0)));
    assert!(chain.get_mut::<Gain>(id).is_none());
    assert_eq!(chain.ids().count(), 0);
}

#[test]
fn sixteen_bits_are_clipped_not_wrapped() {
    let mut chain = Chain::new(mono());
    chain.add(gain(20.0));
    chain.reset();
    let mut samples = [100i16, 20_000, -20_000];
    chain.process_i16(&mut samples);
    assert_eq!(samples, [1_000, i16::MAX, i16::MIN]);
}

#[test]
fn functions_hear_at_most_10_ms_at_a_time() {
    let longest = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&longest);
    let mut chain = Chain::new(Format::new(44_100, Channels::Stereo).unwrap());
    chain.add(Custom::new(move |samples: &mut [f32]| {
        seen.fetch_max(samples.len(), Ordering::Relaxed);
    }));
    chain.process(&mut [0.0; 4_000]);
    assert_eq!(longest.load(Ordering::Relaxed), 882);
}

#[test]
fn all_effects_hear_the_loudspeaker() {
    struct Ear(Arc<AtomicUsize>);
    impl Effect for Ear {
        fn process(&mut self, _: &mut [f32]) {}
        fn played(&mut self, samples: &[f32]) {
            self.0.fetch_add(samples.len(), Ordering::Relaxed);
        }
    }
    let heard = Arc::new(AtomicUsize::new(0));
    let mut chain = Chain::new(mono());
    chain.played_i16(&[0; 960]);
    let id = chain.add(Ear(Arc::clone(&heard)));
    chain.replace(id, Ear(Arc::clone(&heard)));
    chain.reset();
    chain.played_i16(&[0; 960]);
    chain.played(&[0.0; 960]);
    assert_eq!(heard.load(Ordering::Relaxed), 1_920);
}

#[test]
fn a_chain_says_what_is_in_it() {
    let mut chain = Chain::new(mono());
    chain.add(gain(0.0));
    assert!(format!("{chain:?}").contains("EffectId(0)"));
    assert_eq!(chain.format(), mono());
}
