//! A frame more or a frame less, with as little harm as possible.

/// One part in this many of a frame is blended: 5 ms.
const BLEND: usize = 4;
/// Places to blend at are tried at this part of a frame: every 0.25 ms.
const STEP: usize = 80;
/// Every so many samples are compared.
const STRIDE: usize = 4;

/// Begins as `first` and ends as `second`, blended where the two are most alike.
///
/// With the frame after next as `second` a frame is left out; with the frame before as `second`, that
/// one is played twice. Either way both ends join what is before and after without a seam.
pub(super) fn splice(first: &[i16], second: &[i16], out: &mut [i16]) {
    let blend = out.len() / BLEND;
    let at = most_alike(first, second, blend);
    let pairs = first.iter().zip(second).zip(out);
    for (index, ((first, second), out)) in pairs.enumerate() {
        let weight = index.saturating_sub(at).min(blend);
        *out = mix(*first, *second, weight, blend);
    }
}

/// Where the stretch of `len` samples begins in which the two differ least.
fn most_alike(first: &[i16], second: &[i16], len: usize) -> usize {
    let step = (first.len() / STEP).max(1);
    let places = (0..first.len().saturating_sub(len)).step_by(step);
    places
        .min_by_key(|at| difference(first, second, *at..at + len))
        .unwrap_or_default()
}

fn difference(first: &[i16], second: &[i16], range: std::ops::Range<usize>) -> u64 {
    let (Some(first), Some(second)) = (first.get(range.clone()), second.get(range)) else {
        return u64::MAX;
    };
    let pairs = first.iter().zip(second).step_by(STRIDE);
    pairs
        .map(|(first, second)| u64::from(first.abs_diff(*second)).pow(2))
        .sum()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "between two 16-bit samples"
)]
fn mix(first: i16, second: i16, weight: usize, full: usize) -> i16 {
    let (weight, full) = (weight as i64, full.max(1) as i64);
    ((i64::from(first) * (full - weight) + i64::from(second) * weight) / full) as i16
}

#[cfg(test)]
mod tests;
