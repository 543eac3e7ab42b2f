//! One participant's pieces as samples.

use jackfield_media::opus::{Channels, Concealment, Decoder, MAX_PACKET_MS, SampleRate};

use crate::mix::Mix;
use crate::ogg::PRE_SKIP;
use crate::placer::Piece;
use crate::shelf::Audio;
use crate::time_line::GRAIN;

/// Longer losses are silence: made-up speech has faded by then, 60 ms.
const LONGEST_CONCEALMENT: u64 = 24 * GRAIN;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Lane {
    /// With the first packet.
    decoder: Option<Decoder>,
    pcm: Vec<i16>,
}

impl Lane {
    /// Adds a piece to the mix, unless it is not to be heard.
    ///
    /// Places of the mix are those of decoded samples: an encoder's look-ahead behind what was said.
    pub(crate) fn add(&mut self, piece: &Piece, is_paused: bool, mix: &mut Mix) {
        match piece {
            Piece::Packet(at, held) => match &held.audio {
                Audio::Pcm(samples) if !is_paused => mix.add(at + u64::from(PRE_SKIP), samples),
                Audio::Pcm(_) => {}
                Audio::Opus(packet) => {
                    // What is not heard still moves the decoder on.
                    let decoded = self.decode(packet);
                    if !is_paused {
                        let length = decoded.min(held.samples as usize);
                        mix.add(*at, self.pcm.get(..length).unwrap_or_default());
                    }
                }
            },
            Piece::Gap {
                at,
                samples,
                is_loss,
            } => {
                if *is_loss && *samples <= LONGEST_CONCEALMENT && !is_paused {
                    let concealed = self.conceal(*samples);
                    mix.add(*at, self.pcm.get(..concealed).unwrap_or_default());
                }
            }
        }
    }

    fn decode(&mut self, packet: &[u8]) -> usize {
        let room = SampleRate::Hz48000.samples_per_ms(MAX_PACKET_MS);
        self.pcm.resize(room, 0);
        if self.decoder.is_none() {
            self.decoder = decoder().ok();
        }
        let decoder = self.decoder.as_mut();
        let samples = decoder.and_then(|decoder| decoder.decode(packet, &mut self.pcm).ok());
        samples.unwrap_or(0)
    }

    fn conceal(&mut self, samples: u64) -> usize {
        self.pcm.resize(usize::try_from(samples).unwrap_or(0), 0);
        let decoder = self.decoder.as_mut();
        let samples = decoder.and_then(|decoder| decoder.conceal(&mut self.pcm).ok());
        samples.unwrap_or(0)
    }
}

fn decoder() -> Result<Decoder, jackfield_media::MediaError> {
    Decoder::new(SampleRate::Hz48000, Channels::Mono, Concealment::Classic)
}

#[cfg(test)]
mod tests;
