//! Samples as a file: encoded, or as they are.

use jackfield_media::opus::{Encoder, EncoderConfig, MAX_PACKET_LEN};

use crate::ogg::{OggOpus, PRE_SKIP};
use crate::time_line::FRAME;
use crate::wav::Wav;

/// See the module.
#[derive(Debug)]
pub(crate) enum Sink {
    Opus(Box<Encoded>),
    Wav(Wav),
}

/// Frames for an encoder.
#[derive(Debug)]
pub(crate) struct Encoded {
    encoder: Encoder,
    ogg: OggOpus,
    waiting: Vec<i16>,
    packet: Vec<u8>,
}

impl Encoded {
    pub(crate) fn new(
        config: EncoderConfig,
        serial: u32,
    ) -> Result<Self, jackfield_media::MediaError> {
        Ok(Self {
            encoder: Encoder::new(config)?,
            ogg: OggOpus::new(serial),
            waiting: Vec::new(),
            packet: vec![0; MAX_PACKET_LEN],
        })
    }

    fn samples(&mut self, samples: &[i16]) {
        self.waiting.extend_from_slice(samples);
        let frame = usize::try_from(FRAME).unwrap_or(usize::MAX);
        while self.waiting.len() >= frame {
            let pcm = self.waiting.get(..frame).unwrap_or_default();
            if let Ok(length) = self.encoder.encode(pcm, &mut self.packet) {
                let packet = self.packet.get(..length).unwrap_or_default();
                self.ogg.packet(packet, FRAME);
            }
            self.waiting.drain(..frame);
        }
    }

    fn finish(&mut self, length: u64) {
        let frame = usize::try_from(FRAME).unwrap_or(usize::MAX);
        // What the encoder still looks at comes out with the silence after it.
        let rest = self.waiting.len() + usize::from(PRE_SKIP);
        let silence = rest.next_multiple_of(frame) - self.waiting.len();
        self.samples(&vec![0; silence]);
        self.ogg.finish(length + u64::from(PRE_SKIP));
    }
}

impl Sink {
    /// Adds what comes next.
    pub(crate) fn samples(&mut self, samples: &[i16]) {
        match self {
            Self::Opus(encoded) => encoded.samples(samples),
            Self::Wav(wav) => wav.samples(samples.iter().copied()),
        }
    }

    /// The end, after so many samples.
    pub(crate) fn finish(&mut self, length: u64) {
        if let Self::Opus(encoded) = self {
            encoded.finish(length);
        }
    }

    /// What is to be written now for the file to be whole so far.
    pub(crate) fn take_writes(&mut self, writes: &mut Vec<crate::Write>) {
        match self {
            Self::Opus(encoded) => encoded.ogg.take_writes(writes),
            Self::Wav(wav) => wav.take_writes(writes),
        }
    }
}

#[cfg(test)]
mod tests;
