//! What plays frames out to an ear: it holds one frame, and plays nothing when it has nothing.

use std::io;
use std::path::Path;
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

    /// How long it had nothing to play.
    pub(crate) const fn underrun(&self) -> Duration {
        self.underrun
    }

    /// Writes what was heard, up to a number of samples, as WAVE.
    pub(crate) fn save(&self, path: &Path, len: usize) -> io::Result<()> {
        let len = len.min(self.samples.len());
        let bytes = u32::try_from(len * 2).map_err(io::Error::other)?;
        let mut file = Vec::with_capacity(44 + len * 2);
        file.extend_from_slice(b"RIFF");
        file.extend_from_slice(&(36 + bytes).to_le_bytes());
        file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        file.extend_from_slice(&RATE.to_le_bytes());
        file.extend_from_slice(&(RATE * 2).to_le_bytes());
        file.extend_from_slice(b"\x02\0\x10\0data");
        file.extend_from_slice(&bytes.to_le_bytes());
        let samples = self.samples[..len].iter();
        file.extend(samples.flat_map(|sample| sample.to_le_bytes()));
        std::fs::write(path, file)
    }
}
