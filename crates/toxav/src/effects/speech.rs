//! Effects of what we send, which for echo need what the program was given to play.

use jackfield_media::effects::Format;
use jackfield_media::opus::Channels;
use jackfield_media::resample::{OnDemand, downmix, upmix};

use super::{AudioEffects, Voice, format_of};

/// Changes what we send.
#[derive(Debug, Default)]
pub(crate) struct Speech {
    voice: Voice,
    /// The program's frame is not ours to write into.
    frame: Vec<i16>,
    fit: Fit,
}

/// What was played, in the format of what is said.
#[derive(Debug, Default)]
struct Fit {
    taken: Vec<i16>,
    mixed: Vec<i16>,
    resampled: Vec<i16>,
    resampler: Option<(Format, OnDemand)>,
}

impl Speech {
    /// The next frame as it is to be encoded. `played` appends what was played since the one before, and
    /// tells its channels and rate; it is asked only where echo is to be cancelled.
    pub(crate) fn process<'a>(
        &'a mut self,
        wanted: AudioEffects,
        played: impl FnOnce(&mut Vec<i16>) -> (u8, u32),
        (channels, rate): (u8, u32),
        pcm: &'a [i16],
    ) -> &'a [i16] {
        if self.voice.is_idle(wanted) {
            return pcm;
        }
        if let Some(format) = format_of(channels, rate).filter(|_| wanted.echo_cancellation) {
            self.voice.played(format, self.fit.take(played, format));
        }
        self.frame.clear();
        self.frame.extend_from_slice(pcm);
        self.voice
            .process(wanted, (channels, rate), &mut self.frame);
        &self.frame
    }
}

impl Fit {
    /// All that was played since the frame before.
    fn take(&mut self, played: impl FnOnce(&mut Vec<i16>) -> (u8, u32), wanted: Format) -> &[i16] {
        self.taken.clear();
        let (channels, rate) = played(&mut self.taken);
        self.mix(channels, wanted.channels());
        if self.mixed.is_empty() || rate == wanted.rate() {
            return &self.mixed;
        }
        self.resample(rate, wanted);
        &self.resampled
    }

    fn mix(&mut self, channels: u8, wanted: Channels) {
        self.mixed.clear();
        match (channels, wanted) {
            (2, Channels::Mono) => downmix(&self.taken, &mut self.mixed),
            (1, Channels::Stereo) => upmix(&self.taken, &mut self.mixed),
            _ => self.mixed.extend_from_slice(&self.taken),
        }
    }

    fn resample(&mut self, from: u32, wanted: Format) {
        self.resampled.clear();
        let resampler = self.resampler.take();
        let resampler = resampler.filter(|(format, _)| *format == wanted);
        let made = || (wanted, OnDemand::new(wanted.rate(), wanted.channels()));
        let (_, resampler) = self.resampler.insert(resampler.unwrap_or_else(made));
        // Refuses nothing: both rates are a codec's.
        let _ = resampler.process(from, &self.mixed, &mut self.resampled);
    }
}

#[cfg(test)]
mod tests;
