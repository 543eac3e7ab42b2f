//! From a program's samples to packets.

use std::time::Duration;

use jackfield_media::MediaError;
use jackfield_media::level::{AudioLevel, Loudness};
use jackfield_media::opus::{Channels, Effort, Encoder, EncoderConfig, MAX_PACKET_LEN, SampleRate};
use jackfield_media::time::Timestamp;

use super::RATE_LEN;
use crate::rtp::{Media, Packetizer, Packets};

/// How long a loss is expected to go on that was reported. Reports come once a second while there is any.
pub const LOSS_MEMORY: Duration = Duration::from_secs(10);

/// How audio is sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SenderConfig {
    /// Bits per second aimed at (kbit/s): 6 to 510.
    pub bit_rate_kbps: u32,
    /// Opus' complexity: 0 (cheap) to 10 (good).
    pub complexity: u8,
    /// The same while there are many calls.
    pub crowd_complexity: u8,
    /// Packets of one length, which tells nobody who cannot read them what is being said.
    pub constant_rate: bool,
    /// Loss that is expected even if none is reported (0 to 1).
    pub least_expected_loss: f32,
}

impl Default for SenderConfig {
    fn default() -> Self {
        Self {
            bit_rate_kbps: 48,
            complexity: 5,
            crowd_complexity: 3,
            constant_rate: true,
            least_expected_loss: 0.0,
        }
    }
}

/// Since when a loss is expected.
#[derive(Debug, Clone, Copy)]
enum Heard {
    Nothing,
    /// With the next frame.
    Now,
    At(Timestamp),
}

/// Encodes and packetises the audio of one call.
///
/// The encoder is made with the first frame, and again for another rate or other channels. Its first
/// packet then says nothing by what went before, so that no decoder is surprised.
#[derive(Debug)]
pub struct Sender {
    config: SenderConfig,
    encoder: Option<Encoder>,
    packetizer: Packetizer,
    is_crowd: bool,
    expected_loss: f32,
    heard: Heard,
    /// Whether the next packet is the first of its encoder.
    is_first: bool,
}

impl Sender {
    /// A sender that has sent nothing; `seed` makes its SSRC.
    pub const fn new(config: SenderConfig, seed: u32) -> Self {
        Self {
            config,
            encoder: None,
            packetizer: Packetizer::new(Media::Audio, seed),
            is_crowd: false,
            expected_loss: config.least_expected_loss,
            heard: Heard::Nothing,
            is_first: true,
        }
    }

    /// Aim at another rate from the next frame on (kbit/s).
    pub fn set_bit_rate(&mut self, kbps: u32) -> Result<(), MediaError> {
        self.config.bit_rate_kbps = kbps;
        match &mut self.encoder {
            Some(encoder) => encoder.set_bitrate(bits_per_second(kbps)),
            None => Ok(()),
        }
    }

    /// Whether this is one of many calls from the next frame on, so that each has to cost less.
    pub fn set_crowd(&mut self, is_crowd: bool) -> Result<(), MediaError> {
        self.is_crowd = is_crowd;
        let complexity = self.complexity();
        match &mut self.encoder {
            Some(encoder) => encoder.set_complexity(complexity),
            None => Ok(()),
        }
    }

    const fn complexity(&self) -> u8 {
        if self.is_crowd {
            self.config.crowd_complexity
        } else {
            self.config.complexity
        }
    }

    /// Which part of the packets is expected to be lost (0 to 1): from nothing on, each packet repeats
    /// the one before at a low rate. That is so for [`LOSS_MEMORY`], as who loses nothing any more says
    /// nothing.
    pub fn set_expected_loss(&mut self, loss: f32) -> Result<(), MediaError> {
        self.heard = Heard::Now;
        self.expect(loss)
    }

    fn expect(&mut self, loss: f32) -> Result<(), MediaError> {
        self.expected_loss = loss.max(self.config.least_expected_loss);
        match &mut self.encoder {
            Some(encoder) => encoder.set_expected_loss(self.expected_loss),
            None => Ok(()),
        }
    }

    /// Encodes a frame of 2.5, 5, 10, 20, 40 or 60 ms, and makes its packets.
    ///
    /// Anything but that many samples of 8, 12, 16, 24 or 48 kHz in one or two channels is a
    /// [`MediaError::LocalMisuse`].
    pub fn encode(
        &mut self,
        now: Timestamp,
        pcm: &[i16],
        channels: u8,
        rate: u32,
        packets: &mut Packets,
    ) -> Result<(), MediaError> {
        let (rate, channels) = shape(channels, rate)?;
        self.forget_loss(now)?;
        self.fit(rate, channels)?;
        let Some(encoder) = &mut self.encoder else {
            return Ok(());
        };
        encoder.set_effort(effort_for(pcm))?;
        let payload = packets.begin();
        payload.extend_from_slice(&rate.hz().to_be_bytes());
        payload.resize(RATE_LEN + MAX_PACKET_LEN, 0);
        let room = payload.get_mut(RATE_LEN..).unwrap_or_default();
        let written = if self.is_first {
            encoder.encode_independent(pcm, room)
        } else {
            encoder.encode(pcm, room)
        };
        // What was not encoded must not be sent.
        let len = written.inspect_err(|_| payload.clear())?;
        self.is_first = false;
        payload.truncate(RATE_LEN + len);
        self.packetizer.packetize(now, false, packets);
        Ok(())
    }

    /// Bytes taken.
    pub fn memory(&self) -> usize {
        let state = |encoder: &Encoder| Encoder::state_len(encoder.config().channels);
        size_of::<Self>() + self.encoder.as_ref().map_or(0, state)
    }

    fn forget_loss(&mut self, now: Timestamp) -> Result<(), MediaError> {
        match self.heard {
            Heard::Now => self.heard = Heard::At(now),
            Heard::At(at) if now.since(at) >= LOSS_MEMORY => {
                self.heard = Heard::Nothing;
                return self.expect(0.0);
            }
            _ => {}
        }
        Ok(())
    }

    /// An encoder for this rate and these channels.
    fn fit(&mut self, rate: SampleRate, channels: Channels) -> Result<(), MediaError> {
        if let Some(encoder) = &mut self.encoder
            && encoder.config().channels == channels
        {
            self.is_first |= encoder.config().rate != rate;
            return encoder.set_rate(rate);
        }
        let mut encoder = Encoder::new(EncoderConfig {
            rate,
            channels,
            bitrate: bits_per_second(self.config.bit_rate_kbps),
            complexity: self.complexity(),
            constant_rate: self.config.constant_rate,
            fec: true,
            dtx: false,
        })?;
        encoder.set_expected_loss(self.expected_loss)?;
        self.encoder = Some(encoder);
        self.is_first = true;
        Ok(())
    }
}

fn shape(channels: u8, rate: u32) -> Result<(SampleRate, Channels), MediaError> {
    let channels = match channels {
        1 => Channels::Mono,
        2 => Channels::Stereo,
        _ => return Err(MediaError::LocalMisuse("neither one channel nor two")),
    };
    let rate = SampleRate::from_hz(rate)
        .ok_or(MediaError::LocalMisuse("sample rate that Opus has not"))?;
    Ok((rate, channels))
}

/// What nobody hears is encoded cheaply; its packets are as long as the others.
fn effort_for(pcm: &[i16]) -> Effort {
    if Loudness::of(pcm).rms < AudioLevel::INAUDIBLE {
        Effort::Full
    } else {
        Effort::Least
    }
}

const fn bits_per_second(kbps: u32) -> u32 {
    kbps.saturating_mul(1_000)
}

#[cfg(test)]
mod tests;
