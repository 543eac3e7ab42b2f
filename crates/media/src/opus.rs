//! Opus (RFC 6716) by libopus 1.6, built from source into this library.
//!
//! `unsafe` stays in [`encoder`] and [`decoder`], which hand out safe types only; [`packet`] reads
//! packets without the library.
//!
//! Memory of one mono state, libopus 1.6.1 with Deep PLC (`opus.cmake`, beside `src`): encoder 32 kB,
//! decoder 88 kB, and 192 kB with the speech enhancer that is left out. The feature `dred` would make
//! the encoder 109 kB, and once in-band FEC is on no packet carries DRED. Tests hold both to a budget.

pub mod decoder;
pub mod encoder;
mod memory;
pub mod packet;

pub use decoder::{Concealment, Decoder};
pub use encoder::{Effort, Encoder, EncoderConfig};
pub use packet::{Bandwidth, Mode, Packet, Toc};

use crate::error::{MediaError, WireFormat};

/// Ticks per second of Opus in RTP, whatever rate is coded (RFC 7587 §4.1).
pub const RTP_CLOCK_RATE: u32 = 48_000;
/// No packet is longer than this: three 20 ms frames of 1275 bytes and their lengths.
pub const MAX_PACKET_LEN: usize = 3 * 1275 + 7;
/// A packet lasts no longer than this (RFC 6716 §3.2.5).
pub const MAX_PACKET_MS: usize = 120;

/// A rate that Opus codes natively.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SampleRate {
    /// Narrowband.
    Hz8000,
    /// Mediumband.
    Hz12000,
    /// Wideband.
    Hz16000,
    /// Super-wideband.
    Hz24000,
    /// Fullband.
    Hz48000,
}

impl SampleRate {
    /// All of them, lowest first.
    pub const ALL: [Self; 5] = [
        Self::Hz8000,
        Self::Hz12000,
        Self::Hz16000,
        Self::Hz24000,
        Self::Hz48000,
    ];

    /// Samples per second.
    pub const fn hz(self) -> u32 {
        match self {
            Self::Hz8000 => 8_000,
            Self::Hz12000 => 12_000,
            Self::Hz16000 => 16_000,
            Self::Hz24000 => 24_000,
            Self::Hz48000 => 48_000,
        }
    }

    /// Samples of one channel in a number of milliseconds.
    pub const fn samples_per_ms(self, milliseconds: usize) -> usize {
        self.hz() as usize / 1_000 * milliseconds
    }

    /// The rate if Opus has it.
    pub fn from_hz(hz: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|rate| rate.hz() == hz)
    }

    /// The lowest rate that loses nothing of audio sampled at `hz`.
    pub fn at_least(hz: u32) -> Self {
        Self::ALL
            .into_iter()
            .find(|rate| rate.hz() >= hz)
            .unwrap_or(Self::Hz48000)
    }

    /// The widest band that the rate holds.
    pub const fn bandwidth(self) -> Bandwidth {
        match self {
            Self::Hz8000 => Bandwidth::Narrow,
            Self::Hz12000 => Bandwidth::Medium,
            Self::Hz16000 => Bandwidth::Wide,
            Self::Hz24000 => Bandwidth::SuperWide,
            Self::Hz48000 => Bandwidth::Full,
        }
    }

    pub(crate) const fn as_c(self) -> i32 {
        self.hz().cast_signed()
    }
}

/// One or two channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channels {
    /// One.
    Mono,
    /// Two, interleaved.
    Stereo,
}

impl Channels {
    /// How many.
    pub const fn count(self) -> usize {
        match self {
            Self::Mono => 1,
            Self::Stereo => 2,
        }
    }

    pub(crate) const fn as_c(self) -> i32 {
        match self {
            Self::Mono => 1,
            Self::Stereo => 2,
        }
    }
}

/// What libopus says with a number below zero.
pub(crate) fn check(code: i32) -> Result<i32, MediaError> {
    if code >= 0 {
        return Ok(code);
    }
    if code == opusic_sys::OPUS_INVALID_PACKET {
        return Err(MediaError::remote(WireFormat::Opus, "corrupt"));
    }
    let reason = match code {
        opusic_sys::OPUS_BAD_ARG => "bad argument",
        opusic_sys::OPUS_BUFFER_TOO_SMALL => "buffer too small",
        opusic_sys::OPUS_INTERNAL_ERROR => "internal error",
        opusic_sys::OPUS_UNIMPLEMENTED => "not implemented",
        opusic_sys::OPUS_INVALID_STATE => "invalid state",
        opusic_sys::OPUS_ALLOC_FAIL => "out of memory",
        _ => "unknown error",
    };
    Err(MediaError::Codec {
        codec: "opus",
        reason,
        code,
    })
}

#[cfg(test)]
mod tests;
