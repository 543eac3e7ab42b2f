//! What the program was given to play, until it is compared with what it says.

use std::collections::VecDeque;
use std::time::Duration;

use crate::audio::AudioFrame;

/// A queue of audio between the thread that receives and the one that sends.
#[derive(Debug)]
pub(crate) struct Reference {
    longest: Duration,
    pcm: VecDeque<i16>,
    channels: u8,
    rate: u32,
}

impl Reference {
    pub(crate) fn new(longest: Duration) -> Self {
        Self {
            longest,
            pcm: VecDeque::new(),
            channels: 0,
            rate: 0,
        }
    }

    /// A frame was given to the program; how many samples were dropped for it.
    pub(crate) fn push(&mut self, frame: &AudioFrame) -> u64 {
        if (self.channels, self.rate) != (frame.channels, frame.rate) {
            self.pcm.clear();
            (self.channels, self.rate) = (frame.channels, frame.rate);
        }
        self.pcm.extend(&frame.pcm);
        let excess = self.pcm.len().saturating_sub(self.room());
        self.pcm.drain(..excess);
        excess as u64
    }

    /// All that waits, appended; channels and rate of it.
    pub(crate) fn take(&mut self, pcm: &mut Vec<i16>) -> (u8, u32) {
        pcm.extend(self.pcm.drain(..));
        (self.channels, self.rate)
    }

    /// Samples of all channels.
    fn room(&self) -> usize {
        let milliseconds = self.longest.as_millis() * u128::from(self.rate) / 1_000;
        let samples = usize::try_from(milliseconds).unwrap_or(usize::MAX);
        samples.saturating_mul(usize::from(self.channels))
    }
}

#[cfg(test)]
mod tests;
