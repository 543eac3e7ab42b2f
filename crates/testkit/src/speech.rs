//! Speech to send, and ways to compare what came back.

mod compare;
mod wav;

pub use compare::{Alignment, Silence, align, correlation, rms, silences};
pub use wav::{Wav, WavError};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use std::f64::consts::TAU;
use std::time::Duration;

/// Peak of the generated signal: about 9 dB below full scale, as speech is recorded.
const PEAK: f64 = 11_600.0;
/// First three formants of a, i, u, e, o (Hz; Peterson and Barney, men).
const VOWELS: [[f64; 3]; 5] = [
    [730.0, 1_090.0, 2_440.0],
    [270.0, 2_290.0, 3_010.0],
    [300.0, 870.0, 2_240.0],
    [530.0, 1_840.0, 2_480.0],
    [570.0, 840.0, 2_410.0],
];
const FORMANT_BANDWIDTHS: [f64; 3] = [80.0, 100.0, 140.0];
const FORMANT_GAINS: [f64; 3] = [1.0, 0.5, 0.25];

/// A signal that codecs take for speech: voiced syllables with changing pitch and vowels, hissing
/// onsets, pauses between words. No two stretches are alike, so a correlation finds one place only.
pub fn speech(seed: u64, rate: u32, duration: Duration) -> Vec<i16> {
    let rate = f64::from(rate);
    let len = whole(duration.as_secs_f64() * rate);
    let mut voice = Voice::new(seed, rate);
    let mut signal = Vec::with_capacity(len);
    while signal.len() < len {
        voice.say_word(&mut signal);
    }
    signal.truncate(len);
    let peak = signal
        .iter()
        .fold(1e-9, |peak: f64, value| peak.max(value.abs()));
    signal
        .iter()
        .map(|value| sample(value / peak * PEAK))
        .collect()
}

struct Voice {
    rng: ChaCha8Rng,
    rate: f64,
    pitch: f64,
    phase: f64,
    formants: [Resonator; 3],
}

/// A second-order band-pass: one formant.
#[derive(Clone, Copy, Default)]
struct Resonator {
    last: f64,
    before: f64,
}

impl Resonator {
    fn step(&mut self, input: f64, frequency: f64, bandwidth: f64, rate: f64) -> f64 {
        let radius = (-TAU / 2.0 * bandwidth / rate).exp();
        let turn = 2.0 * radius * (TAU * frequency / rate).cos();
        let output = (1.0 - radius) * input + turn * self.last - radius * radius * self.before;
        self.before = self.last;
        self.last = output;
        output
    }
}

impl Voice {
    fn new(seed: u64, rate: f64) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            rate,
            pitch: 120.0,
            phase: 0.0,
            formants: [Resonator::default(); 3],
        }
    }

    fn say_word(&mut self, signal: &mut Vec<f64>) {
        let syllables = whole(self.between(2.0, 5.0));
        for _ in 0..syllables {
            if self.between(0.0, 1.0) < 0.4 {
                self.hiss(signal);
            }
            self.say_vowel(signal);
        }
        let pause = self.samples(60.0, 160.0);
        signal.resize(signal.len() + pause, 0.0);
    }

    fn hiss(&mut self, signal: &mut Vec<f64>) {
        let len = self.samples(40.0, 80.0);
        let mut last = 0.0;
        for index in 0..len {
            let noise = self.between(-1.0, 1.0);
            // A difference is a high-pass: hissing sits above the voice.
            signal.push((noise - last) * 0.02 * fade(index, len));
            last = noise;
        }
    }

    fn say_vowel(&mut self, signal: &mut Vec<f64>) {
        let vowel = VOWELS
            .get(whole(self.between(0.0, 4.999)))
            .copied()
            .unwrap_or_default();
        let target = self.between(90.0, 170.0);
        let len = self.samples(120.0, 240.0);
        for index in 0..len {
            // Pitch glides: a quarter of a second to the target.
            self.pitch += (target - self.pitch) / (0.25 * self.rate);
            self.phase += self.pitch / self.rate;
            let breath = self.between(-0.02, 0.02);
            let pulse = if self.phase >= 1.0 { 1.0 } else { 0.0 };
            self.phase -= self.phase.floor();
            let value = self.mouth(pulse + breath, vowel);
            signal.push(value * fade(index, len));
        }
    }

    fn mouth(&mut self, source: f64, vowel: [f64; 3]) -> f64 {
        let mut sum = 0.0;
        let shapes = vowel.iter().zip(FORMANT_BANDWIDTHS).zip(FORMANT_GAINS);
        for (formant, ((frequency, bandwidth), gain)) in self.formants.iter_mut().zip(shapes) {
            sum += gain * formant.step(source, *frequency, bandwidth, self.rate);
        }
        sum
    }

    fn samples(&mut self, least_ms: f64, most_ms: f64) -> usize {
        whole(self.between(least_ms, most_ms) / 1_000.0 * self.rate)
    }

    fn between(&mut self, least: f64, most: f64) -> f64 {
        let unit = f64::from(self.rng.next_u32()) / f64::from(u32::MAX);
        least + unit * (most - least)
    }
}

/// Raised cosine over the first and last eighth.
fn fade(index: usize, len: usize) -> f64 {
    let edge = len / 8 + 1;
    let distance = index.min(len - 1 - index);
    if distance >= edge {
        return 1.0;
    }
    let part = ratio(distance, edge);
    0.5 - 0.5 * (TAU / 2.0 * part).cos()
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and positive"
)]
fn whole(value: f64) -> usize {
    value as usize
}

#[expect(clippy::cast_possible_truncation, reason = "scaled to 16 bits")]
fn sample(value: f64) -> i16 {
    value as i16
}

#[cfg(test)]
mod tests;
