//! Noise taken out from behind a voice.
//!
//! By [nnnoiseless](https://docs.rs/nnnoiseless), which is `RNNoise` in Rust: a small recurrent network
//! that gives 22 bands their gains, every 10 ms.

use nnnoiseless::DenoiseState;

use super::blocks::Blocks;
use super::{Effect, Format};
use crate::error::MediaError;

/// What the network was trained at.
const RATE: u32 = 48_000;
/// Of the library: it looks at two blocks at once.
const DELAY: usize = 480;
/// The library counts as 16 bits do.
const FULL_SCALE: f32 = 32_768.0;

/// Takes noise out from behind a voice: whatever is not speech. Music is noise to it.
pub struct NoiseSuppression {
    format: Format,
    blocks: Blocks,
    channels: Vec<Channel>,
}

struct Channel {
    network: Box<DenoiseState<'static>>,
    output: Box<[f32; DenoiseState::FRAME_SIZE]>,
}

impl NoiseSuppression {
    /// Each channel on its own.
    pub fn new(format: Format) -> Result<Self, MediaError> {
        let channels = (0..format.channels().count()).map(|_| Channel::new());
        Ok(Self {
            format,
            blocks: Blocks::new(format, RATE)?,
            channels: channels.collect(),
        })
    }
}

impl Effect for NoiseSuppression {
    fn process(&mut self, samples: &mut [f32]) {
        let channels = &mut self.channels;
        self.blocks.process(samples, |planes| {
            for (channel, plane) in channels.iter_mut().zip(planes) {
                channel.process(plane);
            }
        });
    }

    fn delay(&self) -> usize {
        let rate = self.format.rate() as usize;
        self.blocks.delay() + DELAY * rate / RATE as usize
    }

    fn reset(&mut self) {
        self.blocks.reset();
        self.channels.fill_with(Channel::new);
    }
}

impl Channel {
    fn new() -> Self {
        Self {
            network: DenoiseState::new(),
            output: Box::new([0.0; DenoiseState::FRAME_SIZE]),
        }
    }

    fn process(&mut self, plane: &mut [f32]) {
        for sample in plane.iter_mut() {
            *sample *= FULL_SCALE;
        }
        self.network.process_frame(&mut self.output[..], plane);
        for (sample, clean) in plane.iter_mut().zip(self.output.iter()) {
            *sample = clean / FULL_SCALE;
        }
    }
}

impl std::fmt::Debug for NoiseSuppression {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("NoiseSuppression")
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
