//! Audio that waits for its turn, at the rates it came in.

use std::collections::VecDeque;
use std::time::Duration;

use super::FRAME;
use crate::error::MediaError;
use crate::opus::{Channels, SampleRate};
use crate::resample::Resampler;

/// Room that is kept: 200 ms at 48 kHz. More is taken only for audio that comes ahead of its time,
/// and given back when that is played.
const KEPT_SAMPLES: usize = 9_600;
/// Rates cannot change more often than this in what waits.
pub(super) const MAX_STRETCHES: usize = 32;
/// A frame may lack this much where durations at two rates were rounded.
const ROUNDING: Duration = Duration::from_micros(1);
const FRAME_MS: usize = 20;
/// Samples of a frame at the highest rate.
pub const MAX_FRAME_SAMPLES: usize = 960;

/// A queue of mono samples. Other rates than Opus's are resampled to the next higher of these on
/// their way in.
#[derive(Debug)]
pub(super) struct PlayoutQueue {
    samples: VecDeque<i16>,
    stretches: VecDeque<Stretch>,
    resampler: Option<Resampler>,
    /// What a resampler gave.
    resampled: Vec<i16>,
}

/// Samples of one rate.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    rate: SampleRate,
    len: usize,
}

impl PlayoutQueue {
    pub(super) fn new() -> Self {
        Self {
            samples: VecDeque::with_capacity(KEPT_SAMPLES),
            stretches: VecDeque::with_capacity(MAX_STRETCHES),
            resampler: None,
            resampled: Vec::new(),
        }
    }

    /// How long it takes to play what waits, including what a resampler holds.
    pub(super) fn duration(&self) -> Duration {
        self.whole().saturating_add(self.held())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.samples.is_empty() && self.held().is_zero()
    }

    /// Whether a whole frame waits.
    pub(super) fn has_frame(&self) -> bool {
        self.whole() + ROUNDING >= FRAME
    }

    /// Whether the rates of what waits have changed too often for another change.
    pub(super) fn is_mixed_up(&self) -> bool {
        self.stretches.len() >= MAX_STRETCHES
    }

    pub(super) fn push(&mut self, rate: u32, samples: &[i16]) -> Result<(), MediaError> {
        let goes_on = |resampler: &Resampler| resampler.from_rate() == rate;
        if !self.resampler.as_ref().is_some_and(goes_on) {
            self.flush()?;
        }
        if let Some(rate) = SampleRate::from_hz(rate) {
            self.append(rate, samples.len());
            self.samples.extend(samples);
            return Ok(());
        }
        let target = SampleRate::at_least(rate);
        let mut resampler = match self.resampler.take().filter(goes_on) {
            Some(resampler) => resampler,
            None => Resampler::new(rate, target.hz(), Channels::Mono)?,
        };
        resampler.process(samples, &mut self.resampled)?;
        self.resampler = Some(resampler);
        self.take_resampled(target);
        Ok(())
    }

    /// Let the resampler, if there is one, give the rest of what it holds.
    pub(super) fn flush(&mut self) -> Result<(), MediaError> {
        let Some(resampler) = &mut self.resampler else {
            return Ok(());
        };
        resampler.flush(&mut self.resampled)?;
        let target = SampleRate::at_least(resampler.to_rate());
        self.take_resampled(target);
        Ok(())
    }

    /// Move one frame to the start of `frame`, filled up with silence if less than that waits.
    /// Returns its rate, which tells how long it is.
    pub(super) fn take_frame(&mut self, frame: &mut [i16; MAX_FRAME_SAMPLES]) -> SampleRate {
        let rate = self.frame_rate();
        let mut room = frame
            .get_mut(..rate.samples_per_ms(FRAME_MS))
            .unwrap_or_default();
        while !room.is_empty() {
            let Some(stretch) = self.stretches.front().copied() else {
                break;
            };
            let wanted = scale(room.len(), rate, stretch.rate).min(stretch.len);
            let len = scale(wanted, stretch.rate, rate).min(room.len());
            let (filled, rest) = room.split_at_mut(len);
            self.take_piece(wanted, filled);
            room = rest;
        }
        room.fill(0);
        if self.samples.is_empty() {
            self.give_back();
        }
        rate
    }

    /// Drop everything.
    pub(super) fn clear(&mut self) {
        self.samples.clear();
        self.stretches.clear();
        if let Some(resampler) = &mut self.resampler {
            resampler.reset();
        }
        self.give_back();
    }

    /// The rate at which the next frame ends: where rates change within it, the end decides.
    fn frame_rate(&self) -> SampleRate {
        let mut duration = Duration::ZERO;
        let mut rate = SampleRate::Hz48000;
        for stretch in &self.stretches {
            rate = stretch.rate;
            duration += stretch.duration();
            if duration + ROUNDING >= FRAME {
                break;
            }
        }
        rate
    }

    fn whole(&self) -> Duration {
        self.stretches.iter().map(Stretch::duration).sum()
    }

    fn held(&self) -> Duration {
        self.resampler.as_ref().map_or(Duration::ZERO, |resampler| {
            samples_at(resampler.to_rate(), resampler.held())
        })
    }

    fn append(&mut self, rate: SampleRate, len: usize) {
        match self.stretches.back_mut() {
            Some(last) if last.rate == rate => last.len += len,
            _ if len > 0 => self.stretches.push_back(Stretch { rate, len }),
            _ => {}
        }
    }

    fn take_resampled(&mut self, rate: SampleRate) {
        self.append(rate, self.resampled.len());
        self.samples.extend(self.resampled.drain(..));
    }

    /// Move the first `len` samples, all of one stretch, to `out`.
    fn take_piece(&mut self, len: usize, out: &mut [i16]) {
        if len == out.len() {
            fill(out, self.samples.drain(..len));
        } else {
            let mut piece = [0; MAX_FRAME_SAMPLES];
            let piece = piece.get_mut(..len).unwrap_or_default();
            fill(piece, self.samples.drain(..len));
            interpolate(piece, out);
        }
        if let Some(front) = self.stretches.front_mut() {
            front.len = front.len.saturating_sub(len);
            if front.len == 0 {
                self.stretches.pop_front();
            }
        }
    }

    fn give_back(&mut self) {
        self.samples.shrink_to(KEPT_SAMPLES);
        self.resampled.shrink_to(KEPT_SAMPLES);
    }
}

impl Stretch {
    fn duration(&self) -> Duration {
        samples_at(self.rate.hz(), self.len)
    }
}

/// How long some samples last.
pub(super) fn samples_at(rate: u32, len: usize) -> Duration {
    let nanos = u64::try_from(len)
        .unwrap_or(u64::MAX)
        .saturating_mul(1_000_000_000);
    Duration::from_nanos(nanos / u64::from(rate.max(1)))
}

/// How many samples at one rate last as long as `len` at another, rounded up.
fn scale(len: usize, from: SampleRate, to: SampleRate) -> usize {
    (len * to.samples_per_ms(1)).div_ceil(from.samples_per_ms(1))
}

fn fill(out: &mut [i16], samples: impl Iterator<Item = i16>) {
    out.iter_mut()
        .zip(samples)
        .for_each(|(out, sample)| *out = sample);
}

/// Spread samples over `out` in straight lines. Good enough for what it is needed for: the rest of
/// a stretch, less than a frame, before the rate changes.
fn interpolate(samples: &[i16], out: &mut [i16]) {
    let steps = out.len();
    for (index, out) in out.iter_mut().enumerate() {
        let position = index * samples.len();
        let (at, part) = (position / steps, position % steps);
        let here = samples.get(at).copied().unwrap_or_default();
        let next = samples.get(at + 1).copied().unwrap_or(here);
        *out = between(here, next, part, steps);
    }
}

/// The value `part` of `whole` on the way.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "below 2^31"
)]
fn between(before: i16, after: i16, part: usize, whole: usize) -> i16 {
    let step = (i32::from(after) - i32::from(before)) * part as i32 / whole as i32;
    (i32::from(before) + step) as i16
}

#[cfg(test)]
mod tests;
