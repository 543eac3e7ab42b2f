//! Per 20 ms frame of speech, mono.
#![allow(missing_docs, reason = "criterion's macros write functions")]

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jackfield_media::MediaError;
use jackfield_media::effects::{
    AutomaticGain, AutomaticGainConfig, Chain, EchoCancellation, Effect, Format, Gain,
    NoiseSuppression,
};
use jackfield_media::opus::Channels;
use jackfield_media::resample::Sample;
use jackfield_testkit::speech::speech;

const SECONDS: u64 = 10;
const RATES: [u32; 3] = [16_000, 44_100, 48_000];

fn frames(rate: u32) -> Vec<Vec<f32>> {
    let voice = speech(1, rate, Duration::from_secs(SECONDS));
    let floats: Vec<f32> = voice.into_iter().map(Sample::to_float).collect();
    let frames = floats.chunks_exact(rate as usize / 50);
    frames.map(<[f32]>::to_vec).collect()
}

fn run<E: Effect>(
    criterion: &mut Criterion,
    name: &str,
    make: impl Fn(Format) -> Result<E, MediaError>,
) {
    for rate in RATES {
        let Ok(mut effect) = Format::new(rate, Channels::Mono).and_then(&make) else {
            return;
        };
        let frames = frames(rate);
        let (mut next, mut far) = (frames.iter().cycle(), frames.iter().cycle().skip(7));
        let mut samples = Vec::new();
        criterion.bench_function(&format!("effects/{name}/{rate}"), |bencher| {
            bencher.iter(|| {
                if let Some(frame) = far.next() {
                    effect.played(frame);
                }
                samples.clear();
                samples.extend(next.next().into_iter().flatten());
                effect.process(&mut samples);
            });
        });
    }
}

fn single(criterion: &mut Criterion) {
    run(criterion, "gain", |format| Gain::new(format, 6.0));
    run(criterion, "automatic", |format| {
        AutomaticGain::new(format, AutomaticGainConfig::default())
    });
    run(criterion, "noise", NoiseSuppression::new);
    run(criterion, "echo", EchoCancellation::new);
}

/// As a telephone would have it: echo, noise, loudness.
fn telephone(format: Format) -> Result<Chain, MediaError> {
    let mut chain = Chain::new(format);
    chain.add(EchoCancellation::new(format)?);
    chain.add(NoiseSuppression::new(format)?);
    chain.add(AutomaticGain::new(format, AutomaticGainConfig::default())?);
    chain.reset();
    Ok(chain)
}

fn chain(criterion: &mut Criterion) {
    for rate in RATES {
        let Ok(mut chain) = Format::new(rate, Channels::Mono).and_then(telephone) else {
            return;
        };
        let frames: Vec<Vec<i16>> = speech(1, rate, Duration::from_secs(SECONDS))
            .chunks_exact(rate as usize / 50)
            .map(<[i16]>::to_vec)
            .collect();
        let mut next = frames.iter().cycle();
        let mut samples = Vec::new();
        criterion.bench_function(&format!("effects/chain/{rate}"), |bencher| {
            bencher.iter(|| {
                samples.clear();
                samples.extend(next.next().into_iter().flatten());
                chain.played_i16(&samples);
                chain.process_i16(&mut samples);
            });
        });
    }
}

criterion_group!(benches, single, chain);
criterion_main!(benches);
