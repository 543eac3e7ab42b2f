//! Our own audio on its way out: play-out queue, 20 ms clock, Opus, RED.

mod clock;
mod playout;
mod queue;

use std::time::Duration;

use thiserror::Error;

use crate::error::MediaError;
use crate::level::{AudioLevel, Loudness};
use crate::opus::{Effort, Encoder, EncoderConfig, SampleRate};
use crate::red::RedEncoder;
use crate::rtp::{PayloadType, RtpTime};
use crate::time::Timestamp;

pub use playout::{Playout, PlayoutFrame};
pub use queue::MAX_FRAME_SAMPLES;

/// After so many frames that nobody hears, 500 ms, none is encoded any more: decoders have faded out what was heard,
/// and no later packet has to repeat it.
const FRAMES_BEFORE_REST: u32 = 25;
/// Digital silence of 20 ms (RFC 6716 §3.1, table 2, and §4.3): CELT, mono, with its silence flag.
const SILENCE: [u8; 3] = [0xF8, 0xFF, 0xFE];

/// What one packet holds.
pub const FRAME: Duration = Duration::from_millis(20);
/// The same at the RTP clock of Opus, 48 kHz.
pub const FRAME_TICKS: u32 = 960;

/// The rest of a stream, shorter than a frame, waits this long for more before it is filled up.
const GRACE: Duration = Duration::from_millis(20);
/// An agent that sends this much at a time is expected to send again when it is played; one that
/// sends more is not waited for.
const LONGEST_PACE: Duration = Duration::from_millis(100);
/// Fits into the smallest MTU in use with RTP, SRTP, UDP and IPv6 headers around it.
pub const MAX_PAYLOAD_LEN: usize = 1_200;

/// How to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderConfig {
    /// Bits per second of Opus.
    pub bitrate: u32,
    /// 0 (cheap) to 10 (good).
    pub complexity: u8,
    /// Audio that may wait; more is refused.
    pub playout_limit: Duration,
    /// How many earlier frames each packet repeats (1 or 2) where RED was negotiated.
    pub red_distance: Option<u8>,
    /// The payload type that was negotiated for Opus: RED names it inside its payload.
    pub opus_payload_type: PayloadType,
    /// In-band FEC, once loss is expected.
    pub fec: bool,
}

/// Why audio was not taken. Nothing of it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refused {
    /// Too much waits already.
    #[error("play-out is full")]
    Full,
    /// The samples are of a rate that nobody has.
    #[error("no such sample rate")]
    Rate,
}

/// A packet to send; its payload was written to the caller's buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentPacket {
    /// When its first sample is to be heard, on a clock of 48 kHz.
    pub rtp_time: u32,
    /// First packet after a pause.
    pub marker: bool,
    /// The payload is RED, not plain Opus.
    pub red: bool,
    /// How loud it is, for RFC 6464.
    pub level: AudioLevel,
    /// How long the frame waited since it was complete.
    pub waited: Duration,
}

/// What a sender did so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SenderStats {
    /// Packets given out.
    pub packets: u64,
    /// Bytes of their payloads.
    pub bytes: u64,
    /// Frames that began a talkspurt.
    pub talkspurts: u64,
    /// Frames that were complete only after they were due: the agent was late.
    pub late_frames: u64,
    /// Frames filled up with silence.
    pub padded_frames: u64,
    /// Calls of [`AudioSender::queue`] that were refused.
    pub refused: u64,
    /// Audio dropped by [`AudioSender::clear`].
    pub cleared: Duration,
    /// Audio dropped after a stall, as it would have delayed the rest of the call.
    pub skipped: Duration,
    /// How often the clock was moved earlier, for an agent in real time that waited for nothing.
    pub clock_moves: u64,
    /// Frames that the encoder could not encode.
    pub encode_failures: u64,
}

/// Plays queued audio out as packets, one every 20 ms.
///
/// Audio comes in chunks of any length, at any rate, ahead of its time or in real time. Memory is
/// taken by [`AudioSender::new`], for the first audio of a rate that is not Opus's, and for audio that
/// comes ahead of its time.
#[derive(Debug)]
pub struct AudioSender {
    playout: Playout,
    encoder: Encoder,
    red: Option<RedEncoder>,
    frame: [i16; MAX_FRAME_SAMPLES],
    opus: Vec<u8>,
    /// Frames since the last that somebody can hear.
    unheard: u32,
    stats: SenderStats,
}

impl AudioSender {
    /// A sender with nothing to send.
    pub fn new(config: &SenderConfig) -> Result<Self, MediaError> {
        let encoder = Encoder::new(EncoderConfig {
            bitrate: config.bitrate,
            complexity: config.complexity,
            fec: config.fec,
            ..EncoderConfig::default()
        })?;
        let red = config
            .red_distance
            .map(|distance| RedEncoder::new(distance, config.opus_payload_type, MAX_PAYLOAD_LEN))
            .transpose()?;
        Ok(Self {
            playout: Playout::new(config.playout_limit),
            encoder,
            red,
            frame: [0; MAX_FRAME_SAMPLES],
            opus: Vec::with_capacity(MAX_PAYLOAD_LEN),
            unheard: 0,
            stats: SenderStats::default(),
        })
    }

    /// Queue mono samples for play-out, all or none.
    pub fn queue(&mut self, now: Timestamp, rate: u32, samples: &[i16]) -> Result<(), Refused> {
        let result = self.playout.queue(now, rate, samples);
        self.stats.refused += u64::from(result.is_err());
        result
    }

    /// Drop what waits (barge-in): the last packet given out is the last that is heard.
    pub fn clear(&mut self) {
        self.stats.cleared += self.queued();
        self.playout.clear();
    }

    /// How long it takes to play what waits.
    pub fn queued(&self) -> Duration {
        self.playout.queued()
    }

    /// Tell which fraction of packets the peer misses (0 to 1).
    pub fn set_expected_loss(&mut self, fraction: f32) {
        let result = self.encoder.set_expected_loss(fraction);
        self.stats.encode_failures += u64::from(result.is_err());
    }

    /// Repeat 1 or 2 earlier frames in each packet, if RED is sent at all.
    pub fn set_red_distance(&mut self, distance: u8) -> Result<(), MediaError> {
        self.red
            .as_mut()
            .map_or(Ok(()), |red| red.set_distance(distance))
    }

    /// When to call [`AudioSender::poll_packet`] next.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        self.playout.next_timeout()
    }

    /// The next packet that is due, its payload in `out`. Call until `None`.
    pub fn poll_packet(&mut self, now: Timestamp, out: &mut Vec<u8>) -> Option<SentPacket> {
        while let Some(frame) = self.playout.poll_frame(now, &mut self.frame) {
            if let Some(packet) = self.packet_of(frame, out) {
                return Some(packet);
            }
        }
        None
    }

    /// What happened so far.
    pub fn stats(&self) -> SenderStats {
        SenderStats {
            clock_moves: self.playout.clock_moves(),
            encode_failures: self.stats.encode_failures + self.playout.flush_failures(),
            ..self.stats
        }
    }

    /// `None` if the frame could not be encoded.
    fn packet_of(&mut self, frame: PlayoutFrame, out: &mut Vec<u8>) -> Option<SentPacket> {
        self.stats.talkspurts += u64::from(frame.resumes);
        self.stats.late_frames += u64::from(frame.is_late);
        self.stats.padded_frames += u64::from(frame.is_padded);
        self.stats.skipped += frame.skipped;
        let Ok(level) = self.encode(frame.rate) else {
            self.stats.encode_failures += 1;
            return None;
        };
        if let Some(red) = &mut self.red {
            red.encode(RtpTime(frame.media_ticks), &self.opus, out);
        } else {
            out.clear();
            out.extend_from_slice(&self.opus);
        }
        self.stats.packets += 1;
        self.stats.bytes += u64::try_from(out.len()).unwrap_or_default();
        Some(SentPacket {
            rtp_time: frame.media_ticks,
            marker: frame.resumes,
            red: self.red.is_some(),
            level,
            waited: frame.waited,
        })
    }

    /// Encode the frame into `opus`.
    fn encode(&mut self, rate: SampleRate) -> Result<AudioLevel, MediaError> {
        let frame = self
            .frame
            .get(..rate.samples_per_ms(20))
            .unwrap_or_default();
        let level = Loudness::of(frame).rms;
        let is_heard = level < AudioLevel::INAUDIBLE;
        let unheard = if is_heard {
            0
        } else {
            self.unheard.saturating_add(1)
        };
        let rested = std::mem::replace(&mut self.unheard, unheard) > FRAMES_BEFORE_REST;
        if unheard > FRAMES_BEFORE_REST {
            self.opus.clear();
            self.opus.extend_from_slice(&SILENCE);
            return Ok(level);
        }
        self.encoder.set_rate(rate)?;
        self.encoder.set_effort(if is_heard {
            Effort::Full
        } else {
            Effort::Least
        })?;
        if rested {
            // As decoders do after a packet of CELT.
            self.encoder.reset()?;
        }
        self.opus.resize(MAX_PAYLOAD_LEN, 0);
        let len = self.encoder.encode(frame, &mut self.opus)?;
        self.opus.truncate(len);
        Ok(level)
    }
}

#[cfg(test)]
mod tests;
