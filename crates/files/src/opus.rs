//! Opus packets of a file, by the decoder that calls use.

use jackfield_media::opus::{self, Concealment, Decoder, SampleRate};

/// Mapping family 0: mono or stereo, one stream (RFC 7845 §5.1.1).
const MAX_CHANNELS: usize = 2;

/// Decodes packet after packet.
#[derive(Debug)]
pub(crate) struct OpusTrack {
    decoder: Decoder,
    /// Frames to leave out: the encoder's delay (RFC 7845 §4.2).
    skip: usize,
    pcm: Vec<i16>,
}

impl OpusTrack {
    /// A track of so many channels, of which the first `delay` samples are not to be heard.
    pub(crate) fn new(channels: usize, delay: u32) -> Result<Self, String> {
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(format!("is Opus of {channels} channels"));
        }
        // Mono packets are decoded to both sides at the same cost.
        let decoder = Decoder::new(
            SampleRate::Hz48000,
            opus::Channels::Stereo,
            Concealment::Classic,
        )
        .map_err(|error| error.to_string())?;
        let room = SampleRate::Hz48000.samples_per_ms(opus::MAX_PACKET_MS);
        Ok(Self {
            decoder,
            skip: delay as usize,
            pcm: vec![0; room * crate::CHANNELS],
        })
    }

    /// Decode a packet of which the last `trim_end` samples are padding; append 48 kHz stereo.
    /// A packet that is none is passed over: false.
    pub(crate) fn decode(&mut self, packet: &[u8], trim_end: usize, output: &mut Vec<i16>) -> bool {
        let Ok(frames) = self.decoder.decode(packet, &mut self.pcm) else {
            return false;
        };
        let skipped = self.skip.min(frames);
        self.skip -= skipped;
        let end = frames.saturating_sub(trim_end).max(skipped);
        let heard = self
            .pcm
            .get(skipped * crate::CHANNELS..end * crate::CHANNELS);
        output.extend_from_slice(heard.unwrap_or_default());
        true
    }
}

#[cfg(test)]
mod tests;
