//! How loud audio is.

/// Loudness below the overload point: 0 (a full-scale square wave) to 127 (silence) -dBov, as
/// RFC 6464 puts it into packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AudioLevel(u8);

/// Root mean square and peak of a stretch of audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loudness {
    /// Of the mean energy: what RFC 6464 asks for.
    pub rms: AudioLevel,
    /// Of the highest sample: what clips.
    pub peak: AudioLevel,
}

/// The largest magnitude of a sample.
const FULL_SCALE: f32 = 32_768.0;

impl AudioLevel {
    /// Nothing at all.
    pub const SILENCE: Self = Self(127);

    /// From here on nobody hears it: a few steps of 16 bits, far below the noise of any room.
    /// Programs that have nothing to say often send just that.
    pub const INAUDIBLE: Self = Self(75);

    /// From -dBov; beyond 127 is silence.
    pub const fn from_minus_dbov(level: u8) -> Self {
        if level > Self::SILENCE.0 {
            Self::SILENCE
        } else {
            Self(level)
        }
    }

    /// As -dBov, for the wire.
    pub const fn minus_dbov(self) -> u8 {
        self.0
    }

    /// As a fraction of full-scale energy.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped"
    )]
    fn from_energy(fraction: f32) -> Self {
        let below = -10.0 * fraction.log10();
        // Silence has no logarithm, and clamps to the end of the scale.
        Self(below.round().clamp(0.0, f32::from(Self::SILENCE.0)) as u8)
    }
}

impl Loudness {
    /// Of some samples; no samples are silent.
    #[expect(clippy::cast_precision_loss, reason = "a decibel needs no 24 bits")]
    pub fn of(samples: &[i16]) -> Self {
        // Sums of 16-bit squares stay below 2^63 for 2^33 samples.
        let energy: u64 = samples.iter().map(|sample| square(*sample)).sum();
        let peak = samples.iter().map(|sample| sample.unsigned_abs()).max();
        let mean = energy as f32 / samples.len().max(1) as f32;
        let peak = f32::from(peak.unwrap_or_default());
        Self {
            rms: AudioLevel::from_energy(mean / (FULL_SCALE * FULL_SCALE)),
            peak: AudioLevel::from_energy((peak / FULL_SCALE).powi(2)),
        }
    }
}

fn square(sample: i16) -> u64 {
    u64::from((i32::from(sample) * i32::from(sample)).unsigned_abs())
}

#[cfg(test)]
mod tests;
