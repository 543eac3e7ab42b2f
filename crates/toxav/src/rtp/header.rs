//! The 80 bytes between a packet's id and its payload.

use thiserror::Error;

use super::Media;

/// Bytes of a header.
pub const HEADER_LEN: usize = 80;

/// RTP version 2, no padding, no extension, no contributing sources.
const VERSION: u8 = 0x80;
const PAYLOAD_TYPE: u8 = 0x7f;
/// Offsets and lengths of 32 bits count.
const LARGE_FRAME: u64 = 1;
const KEY_FRAME: u64 = 2;

/// Where fields are. Between the 32-bit ones and the 16-bit ones there are zeros, of which the first
/// four bytes are what receivers reckon in.
const SEQUENCE: usize = 2;
const TIMESTAMP: usize = 4;
const SSRC: usize = 8;
const FLAGS: usize = 12;
const OFFSET: usize = 20;
const FRAME_LEN: usize = 24;
const LOWER_OFFSET: usize = 76;
const LOWER_LEN: usize = 78;

/// Bytes that are no packet of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("malformed RTP packet: {0}")]
pub struct Malformed(pub &'static str);

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What the packet carries.
    pub media: Media,
    /// Number of the frame.
    pub sequence: u16,
    /// The sender's clock (ms).
    pub timestamp: u32,
    /// Where the stream comes from; nobody reads it.
    pub ssrc: u32,
    /// The frame says nothing by what went before.
    pub is_key: bool,
    /// Where the payload begins in its frame (bytes).
    pub offset: u32,
    /// How long the frame is (bytes).
    pub frame_len: u32,
}

/// A packet that keeps the rules: its payload is not empty and lies within its frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    /// What it says.
    pub header: Header,
    /// What it carries.
    pub payload: &'a [u8],
}

impl Header {
    /// As it is sent.
    pub fn write(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        let large = if self.media == Media::Video {
            LARGE_FRAME
        } else {
            0
        };
        let key = if self.is_key { KEY_FRAME } else { 0 };
        // Receivers drop a packet whose lower offset is not below the lower length.
        let clamped = u16::try_from(self.frame_len).unwrap_or(u16::MAX);
        put(&mut bytes, 0, [VERSION, self.media.payload_type()]);
        put(&mut bytes, SEQUENCE, self.sequence.to_be_bytes());
        put(&mut bytes, TIMESTAMP, self.timestamp.to_be_bytes());
        put(&mut bytes, SSRC, self.ssrc.to_be_bytes());
        put(&mut bytes, FLAGS, (large | key).to_be_bytes());
        put(&mut bytes, OFFSET, self.offset.to_be_bytes());
        put(&mut bytes, FRAME_LEN, self.frame_len.to_be_bytes());
        put(
            &mut bytes,
            LOWER_OFFSET,
            low_bits(self.offset).to_be_bytes(),
        );
        put(&mut bytes, LOWER_LEN, clamped.to_be_bytes());
        bytes
    }

    /// The 16-bit offset and length are what counts in a frame that is not large.
    fn parse(media: Media, bytes: &[u8; HEADER_LEN]) -> Result<Self, Malformed> {
        let [_, marker_and_type] = get(bytes, 0);
        if marker_and_type & PAYLOAD_TYPE != media.payload_type() {
            return Err(Malformed("payload type of another medium"));
        }
        let flags = u64::from_be_bytes(get(bytes, FLAGS));
        let lower_offset = u16::from_be_bytes(get(bytes, LOWER_OFFSET));
        let lower_len = u16::from_be_bytes(get(bytes, LOWER_LEN));
        if lower_offset >= lower_len {
            return Err(Malformed("16-bit offset beyond the frame"));
        }
        let is_large = flags & LARGE_FRAME != 0 && media == Media::Video;
        Ok(Self {
            media,
            sequence: u16::from_be_bytes(get(bytes, SEQUENCE)),
            timestamp: u32::from_be_bytes(get(bytes, TIMESTAMP)),
            ssrc: u32::from_be_bytes(get(bytes, SSRC)),
            is_key: flags & KEY_FRAME != 0,
            offset: if is_large {
                u32::from_be_bytes(get(bytes, OFFSET))
            } else {
                lower_offset.into()
            },
            frame_len: if is_large {
                u32::from_be_bytes(get(bytes, FRAME_LEN))
            } else {
                lower_len.into()
            },
        })
    }
}

impl<'a> Packet<'a> {
    /// Reads a packet, its Tox id included. Any bytes give a packet or [`Malformed`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let (id, rest) = bytes.split_first().ok_or(Malformed("empty"))?;
        let media = Media::of_packet(*id).ok_or(Malformed("no medium"))?;
        let (header, payload) = rest
            .split_first_chunk()
            .ok_or(Malformed("header cut short"))?;
        let header = Header::parse(media, header)?;
        if payload.is_empty() {
            return Err(Malformed("no payload"));
        }
        let packet = Self { header, payload };
        if packet.end() > u64::from(header.frame_len) {
            return Err(Malformed("payload beyond the frame"));
        }
        Ok(packet)
    }

    /// Whether it holds all of its frame.
    pub fn is_whole(&self) -> bool {
        self.payload.len() as u64 == u64::from(self.header.frame_len)
    }

    /// Where the payload ends in its frame (bytes).
    pub(super) fn end(&self) -> u64 {
        u64::from(self.header.offset) + self.payload.len() as u64
    }
}

#[expect(clippy::cast_possible_truncation, reason = "16 bits are on the wire")]
const fn low_bits(offset: u32) -> u16 {
    offset as u16
}

fn put<const LEN: usize>(bytes: &mut [u8; HEADER_LEN], at: usize, field: [u8; LEN]) {
    if let Some(place) = bytes.get_mut(at..at + LEN) {
        place.copy_from_slice(&field);
    }
}

fn get<const LEN: usize>(bytes: &[u8; HEADER_LEN], at: usize) -> [u8; LEN] {
    let field = bytes.get(at..).and_then(|rest| rest.first_chunk());
    field.copied().unwrap_or([0; LEN])
}

#[cfg(test)]
mod tests;
