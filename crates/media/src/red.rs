//! Redundant audio (RFC 2198): a packet that carries the frames before it once more.

mod encoder;

pub use encoder::{MAX_DISTANCE, RedEncoder};

use crate::error::{MediaError, WireFormat};
use crate::rtp::PayloadType;

/// Set when another block header follows.
const FOLLOW_BIT: u8 = 0x80;
/// A redundant block's header: 1 bit more follows, 7 payload type, 14 time offset, 10 length.
const BLOCK_HEADER_LEN: usize = 4;
const LENGTH_BITS: u32 = 10;
/// What 10 bits can say.
const MAX_BLOCK_LEN: usize = (1 << LENGTH_BITS) - 1;
/// What 14 bits can say.
const MAX_TIME_OFFSET: u32 = (1 << 14) - 1;

/// A parsed RED payload, borrowed from its packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedPayload<'a> {
    headers: &'a [[u8; BLOCK_HEADER_LEN]],
    redundant: &'a [u8],
    primary: Block<'a>,
}

/// One frame of a RED payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    /// Ticks by which the frame is older than its packet.
    pub timestamp_offset: u32,
    /// What the frame is.
    pub payload_type: PayloadType,
    /// The frame. May be empty.
    pub data: &'a [u8],
}

/// The redundant blocks of a payload; see [`RedPayload::redundant`].
#[derive(Debug, Clone)]
pub struct RedundantBlocks<'a> {
    headers: std::slice::Iter<'a, [u8; BLOCK_HEADER_LEN]>,
    data: &'a [u8],
}

impl<'a> RedPayload<'a> {
    /// Parse a payload. Any bytes give a payload or [`MediaError::RemoteProtocol`].
    pub fn parse(payload: &'a [u8]) -> Result<Self, MediaError> {
        let (words, _) = payload.as_chunks::<BLOCK_HEADER_LEN>();
        let count = words
            .iter()
            .take_while(|[first, ..]| first & FOLLOW_BIT != 0)
            .count();
        let (headers, _) = words.split_at_checked(count).unwrap_or_default();
        let (&last, data) = payload
            .get(count * BLOCK_HEADER_LEN..)
            .and_then(<[u8]>::split_first)
            .ok_or(malformed("headers cut short"))?;
        if last & FOLLOW_BIT != 0 {
            return Err(malformed("headers cut short"));
        }
        let redundant_len = headers.iter().map(|header| fields(*header).2).sum();
        let (redundant, primary) = data
            .split_at_checked(redundant_len)
            .ok_or(malformed("blocks cut short"))?;
        Ok(Self {
            headers,
            redundant,
            primary: Block {
                timestamp_offset: 0,
                payload_type: PayloadType::from_low_bits(last),
                data: primary,
            },
        })
    }

    /// The packet's own frame.
    pub const fn primary(&self) -> Block<'a> {
        self.primary
    }

    /// The earlier frames in the order of the wire: oldest first, as all senders do.
    pub fn redundant(&self) -> RedundantBlocks<'a> {
        RedundantBlocks {
            headers: self.headers.iter(),
            data: self.redundant,
        }
    }
}

impl<'a> Iterator for RedundantBlocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        let (payload_type, timestamp_offset, len) = fields(*self.headers.next()?);
        // The sum of all lengths was checked when the payload was parsed.
        let (data, rest) = self.data.split_at_checked(len)?;
        self.data = rest;
        Some(Block {
            timestamp_offset,
            payload_type,
            data,
        })
    }
}

/// Payload type, time offset and length of a block header.
const fn fields(header: [u8; BLOCK_HEADER_LEN]) -> (PayloadType, u32, usize) {
    let word = u32::from_be_bytes(header);
    (
        PayloadType::from_low_bits(header[0]),
        word >> LENGTH_BITS & MAX_TIME_OFFSET,
        word as usize & MAX_BLOCK_LEN,
    )
}

const fn malformed(reason: &'static str) -> MediaError {
    MediaError::remote(WireFormat::Red, reason)
}

#[cfg(test)]
mod tests;
