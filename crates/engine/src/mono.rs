//! PCM off a stream: its bytes as mono samples.

use jackfield_media::resample::downmix;
use jackfield_websocket::Format;

/// Reads each message once, for whoever hears or records it, into memory that it keeps.
#[derive(Debug, Default)]
pub(crate) struct MonoReader {
    samples: Vec<i16>,
    mono: Vec<i16>,
}

impl MonoReader {
    /// A message's samples: little-endian, two channels as their mean. Half a sample is left out.
    pub(crate) fn read(&mut self, format: Format, audio: &[u8]) -> &[i16] {
        let (pairs, _) = audio.as_chunks::<2>();
        self.samples.clear();
        self.samples
            .extend(pairs.iter().map(|pair| i16::from_le_bytes(*pair)));
        if format.channels != 2 {
            return &self.samples;
        }
        self.mono.clear();
        downmix(&self.samples, &mut self.mono);
        &self.mono
    }
}

#[cfg(test)]
mod tests;
