//! Decoded audio of any rate and layout made 48 kHz stereo.

use jackfield_media::opus::Channels;
use jackfield_media::resample::{Quality, Resampler, Sample};

use crate::{CHANNELS, SAMPLE_RATE};

/// A layout that nobody speaks in: a header that lies.
const MAX_CHANNELS: usize = 32;

/// Fits one stream.
#[derive(Debug)]
pub(crate) struct Fit {
    rate: u32,
    channels: usize,
    resampler: Resampler,
    /// Frames to leave out: what the filter's delay put before the first sample.
    skip: usize,
    /// Mono or stereo, as it came and resampled.
    narrow: Vec<f32>,
    resampled: Vec<f32>,
}

impl Fit {
    /// For audio of this rate, whose channels take turns.
    pub(crate) fn new(rate: u32, channels: usize) -> Result<Self, String> {
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(format!("claims {channels} channels"));
        }
        let layout = layout(channels);
        let resampler = Resampler::with_quality(rate, SAMPLE_RATE, layout, Quality::Blocks)
            .map_err(|_| format!("claims {rate} Hz, which is not within 4,000 to 192,000"))?;
        Ok(Self {
            rate,
            channels,
            skip: resampler.delay(),
            resampler,
            narrow: Vec::new(),
            resampled: Vec::new(),
        })
    }

    /// Whether audio of this rate and as many channels goes through here.
    pub(crate) const fn takes(&self, rate: u32, channels: usize) -> bool {
        self.rate == rate && self.channels == channels
    }

    /// Take audio from -1 to 1, append 48 kHz stereo.
    pub(crate) fn push(&mut self, samples: &[f32], output: &mut Vec<i16>) -> Result<(), String> {
        let input = if self.channels <= CHANNELS {
            samples
        } else {
            self.narrow.clear();
            let frames = samples.chunks_exact(self.channels);
            self.narrow.extend(frames.flat_map(average));
            &self.narrow
        };
        self.resampled.clear();
        self.resampler
            .process(input, &mut self.resampled)
            .map_err(|error| error.to_string())?;
        self.emit(output);
        Ok(())
    }

    /// The end of the stream: append what the filter holds.
    pub(crate) fn finish(&mut self, output: &mut Vec<i16>) -> Result<(), String> {
        self.resampled.clear();
        self.resampler
            .flush(&mut self.resampled)
            .map_err(|error| error.to_string())?;
        self.emit(output);
        self.skip = self.resampler.delay();
        Ok(())
    }

    /// Forget what was not finished: the next stream begins afresh.
    pub(crate) fn reset(&mut self) {
        self.resampler.reset();
        self.skip = self.resampler.delay();
    }

    fn emit(&mut self, output: &mut Vec<i16>) {
        let channels = layout(self.channels).count();
        let skipped = self.skip.min(self.resampled.len() / channels);
        self.skip -= skipped;
        let fresh = self.resampled.get(skipped * channels..).unwrap_or_default();
        let fresh = fresh.iter().map(|sample| i16::from_float(*sample));
        if channels == 1 {
            output.extend(fresh.flat_map(|sample| [sample; CHANNELS]));
        } else {
            output.extend(fresh);
        }
    }
}

const fn layout(channels: usize) -> Channels {
    if channels == 1 {
        Channels::Mono
    } else {
        Channels::Stereo
    }
}

/// More channels than two are heard from the middle.
#[expect(clippy::cast_precision_loss, reason = "there are at most 32 channels")]
fn average(frame: &[f32]) -> [f32; CHANNELS] {
    [frame.iter().sum::<f32>() / frame.len() as f32; CHANNELS]
}

#[cfg(test)]
mod tests;
