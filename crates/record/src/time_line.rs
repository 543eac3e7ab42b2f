//! Places on a recording's time line: samples at 48 kHz since it began.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// Samples per second, and RTP ticks of Opus.
pub(crate) const RATE: u32 = 48_000;
/// What Opus counts in: 2.5 ms.
pub(crate) const GRAIN: u64 = 120;
/// 20 ms.
pub(crate) const FRAME: u64 = 960;

const NANOS: i128 = 1_000_000_000;

/// Where a moment lies; below zero before the beginning.
pub(crate) fn place(started: Timestamp, at: Timestamp) -> i64 {
    samples(nanos(at) - nanos(started))
}

/// Nanoseconds as samples, rounded down.
pub(crate) fn samples(nanos: i64) -> i64 {
    let samples = (i128::from(nanos) * i128::from(RATE)).div_euclid(NANOS);
    i64::try_from(samples).unwrap_or(i64::MAX)
}

/// So many samples in nanoseconds.
pub(crate) fn nanos_of(samples: i64) -> i64 {
    let nanos = i128::from(samples) * NANOS / i128::from(RATE);
    i64::try_from(nanos).unwrap_or(i64::MAX)
}

/// How long so many samples last.
pub(crate) fn duration(samples: u64) -> Duration {
    let nanos = u128::from(samples) * NANOS.unsigned_abs() / u128::from(RATE);
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

pub(crate) fn nanos(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
