//! Who has something to say: loudness against the background, with patience.

/// Below this nothing is heard, as mean square: -60 dBFS.
const INAUDIBLE: u64 = 1_074;
/// The background is somewhere between -75 and -50 dBFS: whatever is steady and louder than that is no
/// background, be it a tone or music.
const BACKGROUND: std::ops::RangeInclusive<u64> = 34..=10_737;
/// Speech is so much louder than its background: 9 dB.
const ABOVE_BACKGROUND: u64 = 8;
/// The background rises by one part in so many per frame (3.4 dB a second), and falls at once.
const RISE: u64 = 64;
/// Frames that go on being heard after the last loud one: ends of words, and pauses between them.
const HANG_OVER: u32 = 20;
/// Frames without a loud one after which nobody waits for more: whoever listens for the end of a
/// sentence has heard it.
const REST: u32 = 50;
/// Loud frames, less half the quiet ones among them, that make a beginning: not a cough of 20 ms.
const BEGINNING: u32 = 6;
/// Of a loud and of a quiet frame, in that sum.
const LOUD_STEP: u32 = 2;
/// Quiet frames after which talking has ended.
const ENDING: u32 = 25;
/// Frames the level is a mean of: 200 ms.
const LEVEL_FRAMES: usize = 10;
/// Full scale, as mean square.
const FULL_SCALE: f64 = 32_768.0 * 32_768.0;

/// As RFC 6464 tells that there is nothing.
const SILENT: i8 = -127;

/// The least that a level can be, in dBFS.
pub const SILENCE_DBFS: f32 = -127.0;

/// What one voice did lately.
#[derive(Debug, Clone)]
pub struct Activity {
    background: u64,
    /// Frames since the last loud one.
    quiet: u32,
    score: u32,
    is_speaking: bool,
    energies: [u64; LEVEL_FRAMES],
    next: usize,
}

impl Default for Activity {
    /// Of somebody who has said nothing yet.
    fn default() -> Self {
        Self {
            background: *BACKGROUND.start(),
            quiet: REST,
            score: 0,
            is_speaking: false,
            energies: [0; LEVEL_FRAMES],
            next: 0,
        }
    }
}

impl Activity {
    /// Takes the next 20 ms, nothing for nothing. Answers whether talking began or ended with it.
    pub fn note(&mut self, frame: &[i16]) -> Option<bool> {
        self.note_energy(mean_square(frame))
    }

    /// The same of 20 ms whose level alone is known, in dBov (RFC 6464).
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to the square of full scale"
    )]
    pub fn note_level(&mut self, level: i8) -> Option<bool> {
        let fraction = 10_f64.powf(f64::from(level.min(0)) / 10.0);
        let energy = if level <= SILENT {
            0
        } else {
            (fraction * FULL_SCALE) as u64
        };
        self.note_energy(energy)
    }

    fn note_energy(&mut self, energy: u64) -> Option<bool> {
        if let Some(slot) = self.energies.get_mut(self.next) {
            *slot = energy;
        }
        self.next = (self.next + 1) % LEVEL_FRAMES;
        let is_loud = energy > INAUDIBLE.max(self.background * ABOVE_BACKGROUND);
        // Nothing at all tells nothing about the background.
        if energy > 0 {
            self.learn_background(energy);
        }
        self.quiet = if is_loud {
            0
        } else {
            self.quiet.saturating_add(1)
        };
        self.judge(is_loud)
    }

    /// Whether the last frame was loud.
    pub const fn is_loud(&self) -> bool {
        self.quiet == 0
    }

    /// Whether it has to be heard.
    pub const fn is_audible(&self) -> bool {
        self.quiet < HANG_OVER
    }

    /// Whether somebody who waits for the end of a sentence has not heard it yet.
    pub const fn is_recent(&self) -> bool {
        self.quiet < REST
    }

    /// Whether it talks.
    pub const fn is_speaking(&self) -> bool {
        self.is_speaking
    }

    /// Of the last 200 ms, in dBFS, at least [`SILENCE_DBFS`].
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a decibel needs few digits"
    )]
    pub fn level(&self) -> f32 {
        let sum: u64 = self.energies.iter().sum();
        let mean = sum as f64 / LEVEL_FRAMES as f64;
        let level = 10.0 * (mean / FULL_SCALE).log10();
        (level as f32).max(SILENCE_DBFS)
    }

    fn learn_background(&mut self, energy: u64) {
        let risen = self.background + self.background.div_ceil(RISE);
        self.background = energy
            .min(risen)
            .clamp(*BACKGROUND.start(), *BACKGROUND.end());
    }

    fn judge(&mut self, is_loud: bool) -> Option<bool> {
        self.score = if is_loud {
            self.score + LOUD_STEP
        } else {
            self.score.saturating_sub(1)
        };
        self.score = self.score.min(BEGINNING);
        let was = self.is_speaking;
        if self.quiet >= ENDING {
            self.is_speaking = false;
        } else if self.score == BEGINNING {
            self.is_speaking = true;
        }
        (self.is_speaking != was).then_some(self.is_speaking)
    }
}

fn mean_square(samples: &[i16]) -> u64 {
    let sum: i64 = samples
        .iter()
        .map(|sample| i64::from(i32::from(*sample) * i32::from(*sample)))
        .sum();
    sum.unsigned_abs() / (samples.len().max(1) as u64)
}

#[cfg(test)]
mod tests;
