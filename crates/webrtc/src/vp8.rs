//! Whole frames of VP8 as payloads of RTP and back (RFC 7741 §4.2), for those who come without RTP.
//!
//! str0m has both behind its feature `unversioned`. Its packets have picture ids of seven bits below
//! 128, which makes their length change in the middle of a stream; and nothing there tells where a
//! descriptor ends without copying what follows.

use std::sync::Arc;

use crate::types::{Codec, Mid, Picture, PictureNumbers, RtpPacket};

/// Bytes of a frame in one packet: with RTP, SRTP, UDP and IPv6 it stays below what every path
/// carries (RFC 8200: 1280 bytes).
const PART_LEN: usize = 1_150;
/// A descriptor with a picture id of 15 bits.
const HEADER_LEN: usize = 4;
/// An extended descriptor.
const EXTENDED: u8 = 0x80;
/// The first packet of a frame, if the partition is the first too.
const START: u8 = 0x10;
const PARTITION: u8 = 0x07;
const HAS_ID: u8 = 0x80;
const HAS_BASE: u8 = 0x40;
const HAS_LAYER: u8 = 0x20;
const HAS_KEY_INDEX: u8 = 0x10;
/// A picture id of 15 bits.
const LONG_ID: u8 = 0x80;

/// A payload without its descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// It is the first of its frame.
    pub begins: bool,
    /// Of the frame.
    pub data: &'a [u8],
}

/// One who sends whole frames, as a sender of packets.
#[derive(Debug)]
pub struct Packetizer {
    mid: Mid,
    sequence: u64,
    number: u16,
}

impl Packetizer {
    /// Of a section that is only a name here.
    pub const fn new(mid: Mid) -> Self {
        Self {
            mid,
            // See the forwarded way: a low beginning leaves room before the first wrap.
            sequence: 1,
            number: 0,
        }
    }

    /// Its section.
    pub const fn mid(&self) -> Mid {
        self.mid
    }

    /// How many packets a frame of so many bytes takes.
    pub const fn count_of(length: usize) -> usize {
        length.div_ceil(PART_LEN)
    }

    /// Makes the packets of the next frame, to be shown at a time (90 kHz).
    pub fn packetize(&mut self, time: u32, frame: &[u8], mut take: impl FnMut(RtpPacket)) {
        let [high, low] = self.number.to_be_bytes();
        let is_key = frame.first().is_some_and(|first| first & 1 == 0);
        let last = Self::count_of(frame.len()).saturating_sub(1);
        for (index, part) in frame.chunks(PART_LEN).enumerate() {
            let start = if index == 0 { START } else { 0 };
            let header: [u8; HEADER_LEN] = [EXTENDED | start, HAS_ID, LONG_ID | high, low];
            take(RtpPacket {
                mid: self.mid,
                ssrc: 1,
                payload_type: 0,
                codec: Some(Codec::Vp8),
                sequence: self.sequence,
                rtp_time: time,
                marker: index == last,
                audio_level: None,
                picture: Some(Picture {
                    starts_key_frame: is_key && index == 0,
                    numbers: PictureNumbers {
                        id: Some(self.number),
                        base: None,
                    },
                }),
                payload: Arc::from([&header[..], part].concat()),
            });
            self.sequence += 1;
        }
        self.number = self.number.wrapping_add(1) & 0x7fff;
    }
}

/// Reads a payload; `None` for what is none of VP8, or has nothing behind its descriptor.
pub fn part(payload: &[u8]) -> Option<Part<'_>> {
    let (first, mut rest) = payload.split_first()?;
    if first & EXTENDED != 0 {
        let (extension, after) = rest.split_first()?;
        rest = after;
        if extension & HAS_ID != 0 {
            let length = if rest.first()? & LONG_ID == 0 { 1 } else { 2 };
            rest = rest.get(length..)?;
        }
        if extension & HAS_BASE != 0 {
            rest = rest.get(1..)?;
        }
        if extension & (HAS_LAYER | HAS_KEY_INDEX) != 0 {
            rest = rest.get(1..)?;
        }
    }
    (!rest.is_empty()).then_some(Part {
        begins: first & (START | PARTITION) == START,
        data: rest,
    })
}

#[cfg(test)]
mod tests;
