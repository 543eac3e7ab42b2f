//! One of rubato's resamplers, of whatever kind.

use std::fmt;

use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Async, Fft, Resampler};

use crate::error::MediaError;

/// Converts steps of always as many samples.
pub(super) struct Engine {
    inner: Box<dyn Resampler<f32>>,
    /// Of what a stream takes and gives at first so much is missing, in samples of input and of output.
    missing: (usize, usize),
}

impl Engine {
    /// One that gives for each step what it can.
    pub(super) fn at_once(inner: Async<f32>) -> Self {
        Self {
            inner: Box::new(inner),
            // As measured, fractions rounded up.
            missing: (2, 2),
        }
    }

    /// One whose blocks in are whole blocks out.
    pub(super) fn in_blocks(inner: Fft<f32>) -> Self {
        Self {
            inner: Box::new(inner),
            missing: (0, 0),
        }
    }

    /// Samples of each channel that a step takes.
    pub(super) fn step(&self) -> usize {
        self.inner.input_frames_next()
    }

    /// The most samples of each channel that a step gives.
    pub(super) fn longest_output(&self) -> usize {
        self.inner.output_frames_max()
    }

    /// Samples by which what it gives lags behind, at the output's rate.
    pub(super) fn delay(&self) -> usize {
        self.inner.output_delay()
    }

    /// See the field.
    pub(super) const fn missing(&self) -> (usize, usize) {
        self.missing
    }

    /// One step of interleaved channels; returns how many samples of each it gave.
    pub(super) fn run(
        &mut self,
        channels: usize,
        step: &[f32],
        output: &mut [f32],
    ) -> Result<usize, MediaError> {
        let failed = MediaError::LocalMisuse("resampler buffers do not fit");
        let frames = step.len() / channels;
        let input = InterleavedSlice::new(step, channels, frames).map_err(|_| failed)?;
        let room = output.len() / channels;
        let mut output = InterleavedSlice::new_mut(output, channels, room).map_err(|_| failed)?;
        let (_, made) = self
            .inner
            .process_into_buffer(&input, &mut output, None)
            .map_err(|_| failed)?;
        Ok(made)
    }

    pub(super) fn reset(&mut self) {
        self.inner.reset();
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Engine")
            .field("step", &self.step())
            .field("delay", &self.delay())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
