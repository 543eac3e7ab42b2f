//! A resampler for streams whose rate is known only when audio comes.

use super::{Resampler, Sample};
use crate::error::MediaError;
use crate::opus::Channels;

/// Converts whatever rate comes to one: the resampler is made by the first chunk, and anew when the
/// rate changes.
#[derive(Debug)]
pub struct OnDemand {
    to: u32,
    channels: Channels,
    resampler: Option<Resampler>,
}

impl OnDemand {
    /// To `to` samples per second, interleaved.
    pub const fn new(to: u32, channels: Channels) -> Self {
        Self {
            to,
            channels,
            resampler: None,
        }
    }

    /// Rate of the output.
    pub const fn to_rate(&self) -> u32 {
        self.to
    }

    /// Take some input of `from` samples per second, append what it gives to `output`. Where the
    /// rate changes, what was held of the old one comes first.
    pub fn process<S: Sample>(
        &mut self,
        from: u32,
        input: &[S],
        output: &mut Vec<S>,
    ) -> Result<(), MediaError> {
        let mut resampler = match self.resampler.take() {
            Some(resampler) if resampler.from_rate() == from => resampler,
            before => self.change(from, before, output)?,
        };
        let processed = resampler.process(input, output);
        self.resampler = Some(resampler);
        processed
    }

    /// The end of the stream: append what is still inside.
    pub fn flush<S: Sample>(&mut self, output: &mut Vec<S>) -> Result<(), MediaError> {
        self.resampler
            .as_mut()
            .map_or(Ok(()), |resampler| resampler.flush(output))
    }

    /// A rate that is refused changes nothing.
    fn change<S: Sample>(
        &mut self,
        from: u32,
        before: Option<Resampler>,
        output: &mut Vec<S>,
    ) -> Result<Resampler, MediaError> {
        match Resampler::new(from, self.to, self.channels) {
            Ok(next) => {
                before.map_or(Ok(()), |mut before| before.flush(output))?;
                Ok(next)
            }
            Err(refusal) => {
                self.resampler = before;
                Err(refusal)
            }
        }
    }
}

#[cfg(test)]
mod tests;
