//! RTP packets (RFC 3550 §5.1) and what keeps their counters straight.

mod rewrite;
mod unwrap;

pub use rewrite::{Incoming, Rewritten, StreamRewriter};
pub use unwrap::{SequenceUnwrapper, TimestampUnwrapper};

use crate::error::{MediaError, WireFormat};

/// Bytes of a header without contributing sources and extension.
pub const FIXED_HEADER_LEN: usize = 12;

const VERSION: u8 = 2;
const PADDING_BIT: u8 = 0x20;
const EXTENSION_BIT: u8 = 0x10;
const MARKER_BIT: u8 = 0x80;
const WORD: usize = 4;

/// A packet's number in its stream; wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SequenceNumber(pub u16);

/// Who sent a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ssrc(pub u32);

/// A payload's time in ticks of its clock; wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RtpTime(pub u32);

/// The number SDP gave to a payload format: 0 to 127.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PayloadType(u8);

impl SequenceNumber {
    /// How far `self` is ahead of `other`: negative when it is behind, half the range at most.
    pub const fn distance_from(self, other: Self) -> i16 {
        self.0.wrapping_sub(other.0).cast_signed()
    }
}

impl RtpTime {
    /// How far `self` is ahead of `other`: negative when it is behind, half the range at most.
    pub const fn distance_from(self, other: Self) -> i32 {
        self.0.wrapping_sub(other.0).cast_signed()
    }

    /// Later by some ticks.
    #[must_use]
    pub const fn advanced(self, ticks: u32) -> Self {
        Self(self.0.wrapping_add(ticks))
    }
}

impl PayloadType {
    /// `None` above 127, which does not fit in seven bits.
    pub const fn new(number: u8) -> Option<Self> {
        if number < MARKER_BIT {
            Some(Self(number))
        } else {
            None
        }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The lower seven bits of a byte: on the wire the eighth means something else.
    pub(crate) const fn from_low_bits(byte: u8) -> Self {
        Self(byte & !MARKER_BIT)
    }
}

/// The fields every RTP packet has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RtpHeader {
    /// Start of a talkspurt, or end of a picture: the payload format decides.
    pub marker: bool,
    /// What the payload is.
    pub payload_type: PayloadType,
    /// The packet's number.
    pub sequence: SequenceNumber,
    /// When the payload's first sample was taken.
    pub rtp_time: RtpTime,
    /// Who sent it.
    pub ssrc: Ssrc,
}

/// A parsed packet, borrowed from its datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RtpPacket<'a> {
    /// The fixed fields.
    pub header: RtpHeader,
    /// The header extension, if there is one.
    pub extension: Option<Extension<'a>>,
    /// What the packet carries, without padding.
    pub payload: &'a [u8],
    contributing: &'a [u8],
}

/// A header extension (RFC 3550 §5.3.1), its elements not yet told apart (RFC 8285).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    /// 0xBEDE for one-byte elements.
    pub profile: u16,
    /// A whole number of 32-bit words.
    pub data: &'a [u8],
}

impl RtpHeader {
    /// Write a header without contributing sources, extension or padding.
    pub fn write(&self) -> [u8; FIXED_HEADER_LEN] {
        let marker = if self.marker { MARKER_BIT } else { 0 };
        let [seq0, seq1] = self.sequence.0.to_be_bytes();
        let [time0, time1, time2, time3] = self.rtp_time.0.to_be_bytes();
        let [ssrc0, ssrc1, ssrc2, ssrc3] = self.ssrc.0.to_be_bytes();
        [
            VERSION << 6,
            marker | self.payload_type.get(),
            seq0,
            seq1,
            time0,
            time1,
            time2,
            time3,
            ssrc0,
            ssrc1,
            ssrc2,
            ssrc3,
        ]
    }
}

impl<'a> RtpPacket<'a> {
    /// Parse a datagram. Any bytes give a packet or [`MediaError::RemoteProtocol`].
    pub fn parse(datagram: &'a [u8]) -> Result<Self, MediaError> {
        let Some((fixed, rest)) = datagram.split_first_chunk::<FIXED_HEADER_LEN>() else {
            return Err(malformed("shorter than a header"));
        };
        let (header, flags) = parse_fixed(fixed)?;
        let sources = usize::from(flags & 0x0F) * WORD;
        let (contributing, rest) = rest
            .split_at_checked(sources)
            .ok_or(malformed("contributing sources cut short"))?;
        let (extension, rest) = if flags & EXTENSION_BIT == 0 {
            (None, rest)
        } else {
            let (extension, rest) = parse_extension(rest)?;
            (Some(extension), rest)
        };
        let payload = if flags & PADDING_BIT == 0 {
            rest
        } else {
            without_padding(rest)?
        };
        Ok(Self {
            header,
            extension,
            payload,
            contributing,
        })
    }

    /// The streams that were mixed into this one.
    pub fn contributing_sources(&self) -> impl Iterator<Item = Ssrc> + 'a {
        let (words, _) = self.contributing.as_chunks::<WORD>();
        words.iter().map(|word| Ssrc(u32::from_be_bytes(*word)))
    }
}

fn parse_fixed(fixed: &[u8; FIXED_HEADER_LEN]) -> Result<(RtpHeader, u8), MediaError> {
    let [flags, marker_and_type, seq0, seq1, rest @ ..] = *fixed;
    let [time0, time1, time2, time3, ssrc0, ssrc1, ssrc2, ssrc3] = rest;
    if flags >> 6 != VERSION {
        return Err(malformed("version is not 2"));
    }
    let header = RtpHeader {
        marker: marker_and_type & MARKER_BIT != 0,
        payload_type: PayloadType::from_low_bits(marker_and_type),
        sequence: SequenceNumber(u16::from_be_bytes([seq0, seq1])),
        rtp_time: RtpTime(u32::from_be_bytes([time0, time1, time2, time3])),
        ssrc: Ssrc(u32::from_be_bytes([ssrc0, ssrc1, ssrc2, ssrc3])),
    };
    Ok((header, flags))
}

fn parse_extension(bytes: &[u8]) -> Result<(Extension<'_>, &[u8]), MediaError> {
    let Some(([profile0, profile1, len0, len1], rest)) = bytes.split_first_chunk::<WORD>() else {
        return Err(malformed("extension header cut short"));
    };
    let len = usize::from(u16::from_be_bytes([*len0, *len1])) * WORD;
    let (data, rest) = rest
        .split_at_checked(len)
        .ok_or(malformed("extension cut short"))?;
    let profile = u16::from_be_bytes([*profile0, *profile1]);
    Ok((Extension { profile, data }, rest))
}

/// The last byte counts the padding, itself included.
fn without_padding(bytes: &[u8]) -> Result<&[u8], MediaError> {
    let padding = usize::from(*bytes.last().ok_or(malformed("padding cut short"))?);
    if padding == 0 {
        return Err(malformed("padding does not count itself"));
    }
    let kept = bytes
        .len()
        .checked_sub(padding)
        .ok_or(malformed("more padding than payload"))?;
    Ok(bytes.get(..kept).unwrap_or_default())
}

const fn malformed(reason: &'static str) -> MediaError {
    MediaError::remote(WireFormat::Rtp, reason)
}

#[cfg(test)]
mod tests;
