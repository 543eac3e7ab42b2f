//! Many voices, heard together.
//!
//! A [`Voice`] gives a frame per tick of its call's clock, a [`Bus`] adds frames up, and what a
//! listener hears is that sum without what it shall not hear: adding once and taking away costs less
//! than adding for everybody. [`Activity`] tells who has something to say, [`ActiveSpeaker`] who leads.

mod activity;
mod speaker;
mod voice;

pub use activity::{Activity, SILENCE_DBFS};
pub use speaker::ActiveSpeaker;
pub use voice::Voice;

/// Up to here a mix is what it is; beyond, it is bent so that it never reaches the end of the scale:
/// -2.5 dBFS.
const KNEE: i32 = 24_576;
const CEILING: i32 = 32_767;
/// Of a gain, after the point.
const GAIN_BITS: u32 = 14;
/// The loudest a voice can be made, as a factor.
pub const MAX_GAIN: f32 = 4.0;

/// The sum of some frames of one rate, wide enough that thousands of voices cannot overflow it.
#[derive(Debug, Clone, Default)]
pub struct Bus {
    sum: Vec<i32>,
    /// How many voices are in it, and whether one of them is louder than it came.
    voices: usize,
    is_raised: bool,
}

/// How loud a voice goes into a sum, fixed point: 0 to [`MAX_GAIN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gain(i32);

impl Gain {
    /// Not at all.
    pub const NONE: Self = Self(0);
    /// As it is.
    pub const UNITY: Self = Self(1 << GAIN_BITS);

    /// From a factor; what is out of range, or no number, is none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "checked to be small"
    )]
    pub fn from_factor(factor: f32) -> Option<Self> {
        (0.0..=MAX_GAIN)
            .contains(&factor)
            .then(|| Self((factor * Self::UNITY.0 as f32).round() as i32))
    }

    /// Whether anything is left of the voice.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Up to 4 · 2^14 · 2^15, which is one bit too many for 32.
    #[expect(clippy::cast_possible_truncation, reason = "18 bits are left")]
    fn apply(self, sample: i16) -> i32 {
        ((i64::from(sample) * i64::from(self.0)) >> GAIN_BITS) as i32
    }
}

impl Bus {
    /// Begins anew with frames of this length.
    pub fn clear(&mut self, len: usize) {
        self.sum.clear();
        self.sum.resize(len, 0);
        (self.voices, self.is_raised) = (0, false);
    }

    /// The same sum as another's.
    pub fn copy_from(&mut self, other: &Self) {
        self.sum.clone_from(&other.sum);
        (self.voices, self.is_raised) = (other.voices, other.is_raised);
    }

    /// Adds a voice as it is.
    pub fn add(&mut self, frame: &[i16]) {
        for (sum, sample) in self.sum.iter_mut().zip(frame) {
            *sum += i32::from(*sample);
        }
        self.voices += 1;
    }

    /// Changes a voice that was added as it is: to nothing, or to another loudness.
    pub fn change(&mut self, frame: &[i16], gain: Gain) {
        for (sum, sample) in self.sum.iter_mut().zip(frame) {
            *sum -= i32::from(*sample);
        }
        if gain.is_none() {
            self.voices -= 1;
            return;
        }
        self.is_raised |= gain > Gain::UNITY;
        for (sum, sample) in self.sum.iter_mut().zip(frame) {
            *sum += gain.apply(*sample);
        }
    }

    /// How many voices are in it.
    pub fn voices(&self) -> usize {
        self.voices
    }

    /// Writes the sum as samples. A voice alone stays as it is; of several the peaks are bent softly,
    /// so that nothing clips.
    pub fn write(&self, out: &mut Vec<i16>) {
        out.clear();
        if self.voices <= 1 && !self.is_raised {
            out.extend(self.sum.iter().map(|sum| sample(*sum)));
        } else {
            out.extend(self.sum.iter().map(|sum| sample(limit(*sum))));
        }
    }
}

/// Continuous with its slope at the knee, and below the ceiling however loud it gets.
fn limit(sum: i32) -> i32 {
    let over = i64::from(sum).abs() - i64::from(KNEE);
    if over <= 0 {
        return sum;
    }
    let room = i64::from(CEILING - KNEE);
    let bent = room * over / (room + over);
    sum.signum() * (KNEE + i32::try_from(bent).unwrap_or_default())
}

fn sample(sum: i32) -> i16 {
    i16::try_from(sum.clamp(i16::MIN.into(), i16::MAX.into())).unwrap_or_default()
}

#[cfg(test)]
mod tests;
