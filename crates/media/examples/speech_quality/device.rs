//! What plays frames out to an ear: it holds one frame, and plays nothing when it has nothing.

use std::time::Duration;

use jackfield_media::time::Timestamp;

use crate::call::{FRAME, RATE};

/// Plays 20 ms in 20 ms, the first frame one frame after it came.
#[derive(Debug, Default)]
pub(crate) struct PlayoutDevice {
    samples: Vec<i16>,
    /// When what it has ends.
    end: Option<Timestamp>,
    underrun: Duration,
}

impl PlayoutDevice {
    /// Takes a frame that came at this time.
    pub(crate) fn play(&mut self, now: Timestamp, frame: &[i16]) {
        let end = *self.end.get_or_insert(now + FRAME);
        let gap = now.since(end);
        self.underrun += gap;
        let silence = gap.as_nanos() * u128::from(RATE) / 1_000_000_000;
        let len = self.samples.len() + usize::try_from(silence).unwrap();
        self.samples.resize(len, 0);
        self.samples.extend_from_slice(frame);
        self.end = Some(end.max(now) + FRAME);
    }

    /// What was heard, at most so many samples.
    pub(crate) fn samples(&self, len: usize) -> &[i16] {
        &self.samples[..len.min(self.samples.len())]
    }

    /// How long it had nothing to play.
    pub(crate) const fn underrun(&self) -> Duration {
        self.underrun
    }
}
