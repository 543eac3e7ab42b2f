//! The way into silence when nothing comes any more.

/// Made-up speech is believable for this long, in ticks: 160 ms.
const FULL: u64 = 7_680;
/// Then it fades for this long: 60 ms.
const FADE: u64 = 2_880;
/// Known silence fades at once: 20 ms.
const QUICK_FADE: u64 = 960;

/// How long audio has been made up, and how loud it still is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fade {
    made_up: u64,
    is_quick: bool,
}

impl Fade {
    /// Something real was played.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// Nothing is being said, so that there is nothing to go on with.
    pub(super) fn quicken(&mut self) {
        self.is_quick = true;
    }

    /// Ticks made up in a row.
    pub(super) const fn made_up(&self) -> u64 {
        self.made_up
    }

    /// Whether nothing is left.
    pub(super) const fn is_silent(&self) -> bool {
        let (full, fade) = self.course();
        self.made_up >= full + fade
    }

    /// Applies to samples that last so many ticks.
    pub(super) fn apply(&mut self, samples: &mut [i16], ticks: u64) {
        let from = self.gain(self.made_up);
        self.made_up += ticks;
        let to = self.gain(self.made_up);
        if from == UNITY && to == UNITY {
            return;
        }
        let len = i32::try_from(samples.len().max(1)).unwrap_or(i32::MAX);
        for (index, sample) in (0..len).zip(samples) {
            let gain = from + (to - from) * index / len;
            *sample = scaled(*sample, gain);
        }
    }

    const fn course(&self) -> (u64, u64) {
        if self.is_quick {
            (0, QUICK_FADE)
        } else {
            (FULL, FADE)
        }
    }

    fn gain(&self, made_up: u64) -> i32 {
        let (full, fade) = self.course();
        let left = (full + fade).saturating_sub(made_up).min(fade);
        i32::try_from(left << UNITY_BITS).unwrap_or(UNITY) / i32::try_from(fade).unwrap_or(1)
    }
}

const UNITY_BITS: u32 = 12;
const UNITY: i32 = 1 << UNITY_BITS;

#[expect(clippy::cast_possible_truncation, reason = "the gain is at most one")]
fn scaled(sample: i16, gain: i32) -> i16 {
    ((i32::from(sample) * gain) >> UNITY_BITS) as i16
}

#[cfg(test)]
mod tests;
