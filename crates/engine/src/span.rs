//! Spans of time and of audio.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// Later by so much, or at the end of time.
pub(crate) fn after(at: Timestamp, by: Duration) -> Timestamp {
    at.saturating_add(by)
}

/// How long some samples last.
pub(crate) fn duration_of(rate: u32, samples: usize) -> Duration {
    Duration::from_nanos(samples as u64 * 1_000_000_000 / u64::from(rate.max(1)))
}

#[cfg(test)]
mod tests;
