//! Frames of any length and rate as blocks of 10 ms at the rate that a library wants, and back.

use super::Format;
use crate::error::MediaError;
use crate::resample::Resampler;

/// Samples of one channel in 10 ms at the highest rate that any library wants, 48 kHz.
pub(super) const MAX_BLOCK: usize = 480;

/// One way: what comes as blocks.
#[derive(Debug)]
pub(super) struct Inward {
    channels: usize,
    /// Samples of one channel in a block.
    block: usize,
    resampler: Resampler,
    /// At the inner rate, interleaved.
    waiting: Vec<f32>,
    planes: [[f32; MAX_BLOCK]; 2],
}

/// Both ways: as many samples come out as went in.
#[derive(Debug)]
pub(super) struct Blocks {
    outer: Format,
    inward: Inward,
    worked: Vec<f32>,
    outward: Resampler,
    /// At the outer rate, interleaved.
    ready: Vec<f32>,
    /// Silence that was put in front of a stream whose frames do not end where blocks do.
    lead: usize,
}

impl Inward {
    /// `inner_rate` is at most 48 kHz.
    pub(super) fn new(outer: Format, inner_rate: u32) -> Result<Self, MediaError> {
        let inner = outer.at(inner_rate);
        let channels = outer.channels().count();
        Ok(Self {
            channels,
            block: (inner.block_len() / channels).min(MAX_BLOCK),
            resampler: Resampler::new(outer.rate(), inner_rate, outer.channels())?,
            waiting: Vec::with_capacity(4 * inner.block_len()),
            planes: [[0.0; MAX_BLOCK]; 2],
        })
    }

    pub(super) fn push(&mut self, samples: &[f32]) {
        // It refuses nothing: both rates are in its range, and it made its own buffers.
        let _ = self.resampler.process(samples, &mut self.waiting);
    }

    /// The next block, one slice for each channel, if there is one.
    pub(super) fn work(&mut self, work: impl FnOnce(&mut [&mut [f32]])) -> bool {
        let len = self.block * self.channels;
        if self.waiting.len() < len {
            return false;
        }
        let [left, right] = &mut self.planes;
        let frames = self.waiting.drain(..len);
        if self.channels == 1 {
            left.iter_mut()
                .zip(frames)
                .for_each(|(to, from)| *to = from);
            work(&mut [left.get_mut(..self.block).unwrap_or_default()]);
        } else {
            for (index, sample) in frames.enumerate() {
                let plane = if index % 2 == 0 {
                    &mut *left
                } else {
                    &mut *right
                };
                if let Some(to) = plane.get_mut(index / 2) {
                    *to = sample;
                }
            }
            work(&mut [
                left.get_mut(..self.block).unwrap_or_default(),
                right.get_mut(..self.block).unwrap_or_default(),
            ]);
        }
        true
    }

    /// Append the planes, interleaved.
    fn join(&self, output: &mut Vec<f32>) {
        let [left, right] = &self.planes;
        let left = left.iter().take(self.block);
        if self.channels == 1 {
            output.extend(left);
        } else {
            output.extend(left.zip(right).flat_map(|(left, right)| [*left, *right]));
        }
    }

    pub(super) fn reset(&mut self) {
        self.resampler.reset();
        self.waiting.clear();
    }
}

impl Blocks {
    /// `inner_rate` is at most 48 kHz.
    pub(super) fn new(outer: Format, inner_rate: u32) -> Result<Self, MediaError> {
        Ok(Self {
            outer,
            inward: Inward::new(outer, inner_rate)?,
            worked: Vec::with_capacity(outer.at(inner_rate).block_len()),
            outward: Resampler::new(inner_rate, outer.rate(), outer.channels())?,
            ready: Vec::with_capacity(4 * outer.block_len()),
            lead: 0,
        })
    }

    /// Change samples in place by `work`, which is given blocks.
    pub(super) fn process(&mut self, samples: &mut [f32], mut work: impl FnMut(&mut [&mut [f32]])) {
        self.inward.push(samples);
        while self.inward.work(&mut work) {
            self.worked.clear();
            self.inward.join(&mut self.worked);
            // As above: nothing is refused.
            let _ = self.outward.process(&self.worked, &mut self.ready);
        }
        if self.ready.len() < samples.len() {
            self.wait_a_block(samples.len());
        }
        let given = self.ready.drain(..samples.len().min(self.ready.len()));
        samples
            .iter_mut()
            .zip(given)
            .for_each(|(to, from)| *to = from);
    }

    /// Samples per channel, at the outer rate, without what `work` delays.
    pub(super) fn delay(&self) -> usize {
        let (outer, inner) = (self.outer.rate(), self.inward.resampler.to_rate());
        let inward = self.inward.resampler.delay() * outer as usize;
        let lead = self.lead / self.outer.channels().count();
        (inward + inner as usize / 2) / inner as usize + self.outward.delay() + lead
    }

    pub(super) fn reset(&mut self) {
        self.inward.reset();
        self.outward.reset();
        self.ready.clear();
        self.lead = 0;
    }

    /// Frames that are whole blocks do not wait. The first that is not does, and so does the stream
    /// from there on: by a block, and by what resamplers keep for their next step.
    fn wait_a_block(&mut self, wanted: usize) {
        let block = self.outer.block_len();
        let steps = if self.outward.delay() == 0 {
            0
        } else {
            block / 4
        };
        let channels = self.outer.channels().count();
        let enough = (block + steps).next_multiple_of(channels);
        let lead = enough.max(wanted - self.ready.len());
        self.lead += lead;
        self.ready.splice(..0, std::iter::repeat_n(0.0, lead));
    }
}

#[cfg(test)]
mod tests;
