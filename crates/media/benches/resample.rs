//! Per 20 ms frame of speech, mono.
#![allow(missing_docs, reason = "criterion's macros write functions")]

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jackfield_media::opus::Channels;
use jackfield_media::resample::{Quality, Resampler};
use jackfield_testkit::speech::speech;

const FRAME: Duration = Duration::from_millis(20);
const PAIRS: [(u32, u32); 7] = [
    (48_000, 48_000),
    (8_000, 48_000),
    (16_000, 48_000),
    (44_100, 48_000),
    (48_000, 44_100),
    (48_000, 16_000),
    (48_000, 8_000),
];

fn resample(criterion: &mut Criterion) {
    for quality in [
        Quality::Linear,
        Quality::Fast,
        Quality::Standard,
        Quality::High,
        Quality::Blocks,
    ] {
        for (from, to) in PAIRS {
            let resampler = Resampler::with_quality(from, to, Channels::Mono, quality);
            let Ok(mut resampler) = resampler else {
                return;
            };
            let frame = speech(1, from, FRAME);
            let mut output = Vec::new();
            criterion.bench_function(&format!("resample/{quality:?}/{from}-{to}"), |bencher| {
                bencher.iter(|| {
                    output.clear();
                    resampler.process(&frame, &mut output)
                });
            });
        }
    }
}

criterion_group!(benches, resample);
criterion_main!(benches);
