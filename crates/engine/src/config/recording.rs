//! Limits of recordings.

use crate::EngineError;

use super::check;

/// What recordings may take, and how what has to be encoded is.
#[derive(Debug, Clone, Copy)]
pub struct RecordingConfig {
    /// At once, over all workers.
    pub limit: usize,
    /// Packets that wait for the disk; more are silence, and counted.
    pub queue: usize,
    /// Of Opus that we encode, in bit/s.
    pub bitrate: u32,
    /// Of Opus that we encode, 0 to 10.
    pub complexity: u8,
}

impl Default for RecordingConfig {
    fn default() -> Self {
        Self {
            limit: 1_000,
            queue: 16_384,
            bitrate: 32_000,
            complexity: 5,
        }
    }
}

impl RecordingConfig {
    pub(super) fn validate(&self) -> Result<(), EngineError> {
        check("recording_queue_packets", self.queue >= 64, || {
            "at least 64".into()
        })?;
        check(
            "recording_bitrate",
            (6_000..=510_000).contains(&self.bitrate),
            || "6,000 to 510,000 bit/s (RFC 6716)".into(),
        )?;
        check("recording_complexity", self.complexity <= 10, || {
            "0 to 10".into()
        })
    }
}

#[cfg(test)]
mod tests;
