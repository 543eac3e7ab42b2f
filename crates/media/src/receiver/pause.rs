//! Tells pauses from speech: where the delay can change unheard.

/// A frame with this part of the energy of loud frames, or less, is a pause: -26 dB.
const PAUSE: u64 = 400;
/// Whatever is below this is a pause, as mean square of samples: -60 dBFS.
const INAUDIBLE: u64 = 1_100;
/// The level of loud frames falls by one part in this many per frame: by half in 7 s.
const DECAY: u64 = 512;

/// Remembers how loud the stream is.
#[derive(Debug, Clone, Default)]
pub(super) struct PauseDetector {
    loud: u64,
}

impl PauseDetector {
    /// Takes a frame that was played.
    pub(super) fn hear(&mut self, frame: &[i16]) {
        let decayed = self.loud - self.loud / DECAY;
        self.loud = decayed.max(energy(frame));
    }

    /// Whether nothing is said in these samples.
    pub(super) fn is_pause(&self, samples: &[i16]) -> bool {
        energy(samples) <= INAUDIBLE.max(self.loud / PAUSE)
    }
}

/// Mean square.
fn energy(samples: &[i16]) -> u64 {
    let sum: u64 = samples
        .iter()
        .map(|sample| u64::from(sample.unsigned_abs()).pow(2))
        .sum();
    sum / u64::try_from(samples.len().max(1)).unwrap_or(1)
}

#[cfg(test)]
mod tests;
