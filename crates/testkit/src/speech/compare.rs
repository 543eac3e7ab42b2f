//! How much of a reference is in a recording, where, and where it is missing.

use std::ops::Range;
use std::time::Duration;

/// The coarse search works on averages of this many samples, the fine one around its best place.
const COARSE: usize = 8;
/// Loudness is judged over stretches of this length.
const STRETCH: Duration = Duration::from_millis(5);

/// Where a reference was found in a recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alignment {
    /// Samples of the recording before the reference starts.
    pub lag: usize,
    /// Normalised cross-correlation there: 1 is the same shape, 0 nothing alike.
    pub correlation: f64,
}

/// A quiet stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Which samples.
    pub samples: Range<usize>,
    /// How long.
    pub duration: Duration,
}

/// Find `reference` in `recording`, which starts at most `max_lag` samples before it.
///
/// What lies past the end of either is not compared.
pub fn align(reference: &[i16], recording: &[i16], max_lag: usize) -> Alignment {
    let coarse_reference = decimate(reference);
    let coarse_recording = decimate(recording);
    let coarse = best(
        &coarse_reference,
        &coarse_recording,
        0..max_lag / COARSE + 1,
    );
    let centre = coarse.lag * COARSE;
    let from = centre.saturating_sub(2 * COARSE);
    let to = (centre + 2 * COARSE).min(max_lag);
    best(reference, recording, from..to + 1)
}

/// Normalised cross-correlation of two signals, sample by sample, over the shorter one.
pub fn correlation(left: &[i16], right: &[i16]) -> f64 {
    let (mut product, mut left_energy, mut right_energy) = (0.0, 0.0, 0.0);
    for (left, right) in left.iter().zip(right) {
        let (left, right) = (f64::from(*left), f64::from(*right));
        product += left * right;
        left_energy += left * left;
        right_energy += right * right;
    }
    if left_energy <= 0.0 || right_energy <= 0.0 {
        return 0.0;
    }
    product / (left_energy * right_energy).sqrt()
}

/// Root mean square, 0 for nothing.
pub fn rms(samples: &[i16]) -> f64 {
    let energy: f64 = samples
        .iter()
        .map(|sample| f64::from(*sample).powi(2))
        .sum();
    (energy / count(samples.len().max(1))).sqrt()
}

/// Stretches of at least `shortest` whose loudness stays below `threshold` (RMS over 5 ms).
pub fn silences(samples: &[i16], rate: u32, threshold: f64, shortest: Duration) -> Vec<Silence> {
    let step = len(STRETCH, rate).max(1);
    let mut found = Vec::new();
    let mut start = None;
    let ends = samples.len().div_ceil(step) * step;
    for (index, stretch) in samples.chunks(step).enumerate() {
        let from = index * step;
        match (rms(stretch) < threshold, start) {
            (true, None) => start = Some(from),
            (false, Some(began)) => {
                found.push(began..from);
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|began| began..ends.min(samples.len())));
    found
        .into_iter()
        .map(|samples| Silence {
            duration: Duration::from_secs_f64(count(samples.len()) / f64::from(rate)),
            samples,
        })
        .filter(|silence| silence.duration >= shortest)
        .collect()
}

fn best(reference: &[i16], recording: &[i16], lags: Range<usize>) -> Alignment {
    let nothing = Alignment {
        lag: lags.start,
        correlation: 0.0,
    };
    lags.filter_map(|lag| {
        let correlation = correlation(reference, recording.get(lag..)?);
        Some(Alignment { lag, correlation })
    })
    .fold(nothing, |best, candidate| {
        if candidate.correlation > best.correlation {
            candidate
        } else {
            best
        }
    })
}

fn decimate(samples: &[i16]) -> Vec<i16> {
    samples
        .as_chunks::<COARSE>()
        .0
        .iter()
        .map(average)
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "an average of 16-bit samples"
)]
fn average(chunk: &[i16; COARSE]) -> i16 {
    let sum: i32 = chunk.iter().map(|sample| i32::from(*sample)).sum();
    (sum >> COARSE.ilog2()) as i16
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn count(len: usize) -> f64 {
    len as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and positive"
)]
fn len(duration: Duration, rate: u32) -> usize {
    (duration.as_secs_f64() * f64::from(rate)) as usize
}

#[cfg(test)]
mod tests;
