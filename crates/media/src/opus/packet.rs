//! What an Opus packet says about itself (RFC 6716 §3), read without decoding it.

use std::time::Duration;

use crate::error::{MediaError, WireFormat};

/// No packet has more frames: 48 of 2.5 ms.
pub const MAX_FRAMES: usize = 48;

const SAMPLES_PER_MS: u32 = 48;
const MAX_PACKET_SAMPLES: u32 = 120 * SAMPLES_PER_MS;
/// SILK codes in steps of at most 20 ms.
const SILK_FRAME_SAMPLES: u32 = 20 * SAMPLES_PER_MS;
const MAX_FRAME_LEN: usize = 1275;
/// Frame lengths from here on take two bytes (RFC 6716 §3.2.1).
const TWO_BYTE_LEN: u8 = 252;
/// A packet this short says only that nothing is being said.
const MAX_DTX_LEN: usize = 2;

/// Which of its two codecs a packet uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Linear prediction: speech at low rates.
    Silk,
    /// SILK below 8 kHz, CELT above.
    Hybrid,
    /// MDCT: music and low delay.
    Celt,
}

/// The audio bandwidth of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bandwidth {
    /// 4 kHz.
    Narrow,
    /// 6 kHz.
    Medium,
    /// 8 kHz.
    Wide,
    /// 12 kHz.
    SuperWide,
    /// 20 kHz.
    Full,
}

impl Bandwidth {
    /// The highest frequency in it (Hz).
    pub const fn highest_hz(self) -> u32 {
        match self {
            Self::Narrow => 4_000,
            Self::Medium => 6_000,
            Self::Wide => 8_000,
            Self::SuperWide => 12_000,
            Self::Full => 20_000,
        }
    }

    /// The lowest sampling rate that carries it.
    pub const fn sample_rate(self) -> super::SampleRate {
        match self {
            Self::Narrow => super::SampleRate::Hz8000,
            Self::Medium => super::SampleRate::Hz12000,
            Self::Wide => super::SampleRate::Hz16000,
            Self::SuperWide => super::SampleRate::Hz24000,
            Self::Full => super::SampleRate::Hz48000,
        }
    }
}

/// The first byte of a packet: the table of contents (RFC 6716 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Toc(u8);

/// A packet that follows the rules of RFC 6716 §3.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    toc: Toc,
    len: usize,
    frame_count: u8,
    first_frame: &'a [u8],
}

impl Toc {
    /// From the first byte of a packet.
    pub const fn new(byte: u8) -> Self {
        Self(byte)
    }

    /// Which codecs code the frames.
    pub const fn mode(self) -> Mode {
        match self.0 >> 3 {
            0..=11 => Mode::Silk,
            12..=15 => Mode::Hybrid,
            _ => Mode::Celt,
        }
    }

    /// The highest frequencies in the packet.
    pub const fn bandwidth(self) -> Bandwidth {
        match self.0 >> 3 {
            0..=3 | 16..=19 => Bandwidth::Narrow,
            4..=7 => Bandwidth::Medium,
            8..=11 | 20..=23 => Bandwidth::Wide,
            12..=13 | 24..=27 => Bandwidth::SuperWide,
            _ => Bandwidth::Full,
        }
    }

    /// Samples of one frame at 48 kHz.
    pub const fn frame_samples(self) -> u32 {
        let size = (self.0 >> 3) & 0b11;
        match self.mode() {
            Mode::Silk => match size {
                0 => 480,
                1 => 960,
                2 => 1_920,
                _ => 2_880,
            },
            Mode::Hybrid => 480 << (size & 1),
            Mode::Celt => 120 << size,
        }
    }

    /// Whether frames hold two channels.
    pub const fn is_stereo(self) -> bool {
        self.0 & 0b100 != 0
    }

    /// How frames are packed: one, two alike, two, any number (RFC 6716 §3.2).
    const fn code(self) -> u8 {
        self.0 & 0b11
    }
}

impl<'a> Packet<'a> {
    /// Check a whole packet. Any bytes give a packet or [`MediaError::RemoteProtocol`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, MediaError> {
        let (&toc, rest) = bytes.split_first().ok_or(malformed("empty"))?;
        let toc = Toc::new(toc);
        let (frame_count, first_frame) = match toc.code() {
            0 => (1, frame(rest, rest.len())?),
            1 => two_alike(rest)?,
            2 => two_different(rest)?,
            _ => any_number(rest, toc)?,
        };
        Ok(Self {
            toc,
            len: bytes.len(),
            frame_count,
            first_frame,
        })
    }

    /// The table of contents.
    pub const fn toc(&self) -> Toc {
        self.toc
    }

    /// How many frames there are: 1 to [`MAX_FRAMES`].
    pub const fn frame_count(&self) -> usize {
        self.frame_count as usize
    }

    /// Samples of one channel at 48 kHz: RTP ticks until the next packet.
    pub const fn samples(&self) -> u32 {
        self.toc.frame_samples() * self.frame_count as u32
    }

    /// How long the packet lasts.
    pub fn duration(&self) -> Duration {
        Duration::from_micros(u64::from(self.samples()) * 1_000 / u64::from(SAMPLES_PER_MS))
    }

    /// Whether the encoder only says that nothing is being said (discontinuous transmission).
    pub const fn is_dtx(&self) -> bool {
        self.len <= MAX_DTX_LEN
    }

    /// Whether nothing but digital silence is coded: what a sender that is muted goes on sending.
    pub fn is_silence(&self) -> bool {
        // CELT says so with its first bit (RFC 6716 §4.3, table 56), whose odds are one in 32,768: the
        // range coder makes fifteen ones of it.
        let is_told = matches!(self.first_frame, [0xFF, 0xFE..=0xFF, ..]);
        is_told && self.frame_count == 1 && self.toc.mode() == Mode::Celt
    }

    /// Whether the packet also holds the frame before it at low bitrate (in-band FEC), so that
    /// waiting for it after a loss pays. As `opus_packet_has_lbrr`.
    pub fn has_fec(&self) -> bool {
        let Some(&flags) = self.first_frame.first() else {
            return false;
        };
        if self.toc.mode() == Mode::Celt {
            return false;
        }
        // RFC 6716 §4.2.3: per channel one VAD bit for each SILK frame, then the LBRR bit, all
        // with even odds, so that the range coder leaves them as they are.
        let silk_frames = (self.toc.frame_samples() / SILK_FRAME_SAMPLES).max(1);
        let first = flags >> (7 - silk_frames) & 1 != 0;
        let second = self.toc.is_stereo() && flags >> (6 - 2 * silk_frames) & 1 != 0;
        first || second
    }
}

/// Code 1: two frames of the same length (R3: the rest is even).
fn two_alike(rest: &[u8]) -> Result<(u8, &[u8]), MediaError> {
    if !rest.len().is_multiple_of(2) {
        return Err(malformed("two equal frames in an odd number of bytes"));
    }
    Ok((2, frame(rest, rest.len() / 2)?))
}

/// Code 2: two frames, the length of the first is told (R4).
fn two_different(rest: &[u8]) -> Result<(u8, &[u8]), MediaError> {
    let (len, rest) = frame_len(rest)?;
    let first = frame(rest, len)?;
    frame(rest, rest.len() - first.len())?;
    Ok((2, first))
}

/// Code 3: a count, then padding, then lengths if they differ (R5 to R7).
fn any_number(rest: &[u8], toc: Toc) -> Result<(u8, &[u8]), MediaError> {
    let (&head, mut rest) = rest.split_first().ok_or(malformed("no frame count"))?;
    let count = head & 0x3F;
    if count == 0 {
        return Err(malformed("no frames"));
    }
    if toc.frame_samples() * u32::from(count) > MAX_PACKET_SAMPLES {
        return Err(malformed("longer than 120 ms"));
    }
    if head & 0x40 != 0 {
        rest = without_padding(rest)?;
    }
    let is_variable = head & 0x80 != 0;
    let first = if is_variable {
        variable_frames(rest, count)?
    } else {
        let len = rest.len() / usize::from(count);
        if len * usize::from(count) != rest.len() {
            return Err(malformed("equal frames do not fill the packet"));
        }
        frame(rest, len)?
    };
    Ok((count, first))
}

/// The lengths of all frames but the last come first.
fn variable_frames(mut rest: &[u8], count: u8) -> Result<&[u8], MediaError> {
    let mut first_len = None;
    let mut told = 0;
    for _ in 1..count {
        let (len, after) = frame_len(rest)?;
        first_len = first_len.or(Some(len));
        told += len;
        rest = after;
    }
    let last = rest
        .len()
        .checked_sub(told)
        .ok_or(malformed("frames longer than the packet"))?;
    frame(rest, last)?;
    frame(rest, first_len.unwrap_or(last))
}

/// Padding is counted in steps of 254 bytes, each told by a 255 (RFC 6716 §3.2.5).
fn without_padding(mut rest: &[u8]) -> Result<&[u8], MediaError> {
    let mut padding = 0;
    loop {
        let (&step, after) = rest.split_first().ok_or(malformed("padding cut short"))?;
        rest = after;
        if step != u8::MAX {
            padding += usize::from(step);
            break;
        }
        padding += usize::from(u8::MAX - 1);
    }
    let kept = rest
        .len()
        .checked_sub(padding)
        .ok_or(malformed("more padding than packet"))?;
    Ok(rest.get(..kept).unwrap_or_default())
}

/// One or two bytes that tell a frame's length.
fn frame_len(rest: &[u8]) -> Result<(usize, &[u8]), MediaError> {
    match rest {
        [len, after @ ..] if *len < TWO_BYTE_LEN => Ok((usize::from(*len), after)),
        [low, high, after @ ..] => Ok((usize::from(*high) * 4 + usize::from(*low), after)),
        _ => Err(malformed("frame length cut short")),
    }
}

fn frame(bytes: &[u8], len: usize) -> Result<&[u8], MediaError> {
    if len > MAX_FRAME_LEN {
        return Err(malformed("frame longer than 1275 bytes"));
    }
    bytes.get(..len).ok_or(malformed("frame cut short"))
}

const fn malformed(reason: &'static str) -> MediaError {
    MediaError::remote(WireFormat::Opus, reason)
}

#[cfg(test)]
mod tests;
