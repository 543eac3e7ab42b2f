//! How a stream ends that another one follows, of another rate or with other channels.

use super::AudioReceiver;
use crate::jitter::Upcoming;

impl AudioReceiver {
    /// Whether all that came was played: more would be made up.
    pub fn is_dry(&self) -> bool {
        self.queue.len() < self.queue.frame_len()
            && matches!(self.buffer.upcoming(), Upcoming::Nothing)
    }

    /// Writes how what was played dies away: 5 ms that end in silence, so that whatever follows begins
    /// without a click. Returns how many samples, those of all channels; none when nothing was played.
    pub fn fade_out(&mut self, out: &mut [i16]) -> usize {
        let samples = self.rate.samples_per_ms(5) * self.channels.count();
        let out = out.get_mut(..samples).unwrap_or_default();
        let is_made = self.last_frame_at.is_some() && self.decoder.conceal(out).is_ok();
        if !is_made {
            return 0;
        }
        let len = i32::try_from(out.len()).unwrap_or(i32::MAX);
        for (index, sample) in (0..len).zip(out.iter_mut()) {
            *sample = weighted(*sample, len - 1 - index, len);
        }
        out.len()
    }
}

fn weighted(sample: i16, part: i32, whole: i32) -> i16 {
    i16::try_from(i32::from(sample) * part / whole.max(1)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
