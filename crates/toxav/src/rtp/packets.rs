//! A frame cut into packets.

use jackfield_media::time::Timestamp;

use super::Media;
use super::header::{HEADER_LEN, Header};

/// No Tox packet is longer (bytes, its id included).
pub const MAX_PACKET_LEN: usize = 1_373;
/// A packet's payload is no longer (bytes).
pub const MAX_PAYLOAD_LEN: usize = MAX_PACKET_LEN - 1 - HEADER_LEN;

/// Numbers the frames of one medium in one call.
#[derive(Debug, Clone)]
pub struct Packetizer {
    media: Media,
    sequence: u16,
    ssrc: u32,
}

/// The packets of one frame, one after the other. Reused for the next frame: its memory grows to the
/// longest.
#[derive(Debug, Clone)]
pub struct Packets {
    frame: Vec<u8>,
    header: Header,
    sent: usize,
    packet: [u8; MAX_PACKET_LEN],
}

impl Packetizer {
    /// Frames from number 0 on.
    pub const fn new(media: Media, ssrc: u32) -> Self {
        Self {
            media,
            sequence: 0,
            ssrc,
        }
    }

    /// Makes the frame that is in `packets` the next one, sent now.
    pub fn packetize(&mut self, now: Timestamp, is_key: bool, packets: &mut Packets) {
        packets.header = Header {
            media: self.media,
            sequence: self.sequence,
            timestamp: milliseconds(now),
            ssrc: self.ssrc,
            is_key,
            offset: 0,
            frame_len: u32::try_from(packets.frame.len()).unwrap_or(u32::MAX),
        };
        packets.sent = 0;
        self.sequence = self.sequence.wrapping_add(1);
    }
}

impl Packets {
    /// None.
    pub fn new() -> Self {
        let header = Header {
            media: Media::Audio,
            sequence: 0,
            timestamp: 0,
            ssrc: 0,
            is_key: false,
            offset: 0,
            frame_len: 0,
        };
        Self {
            frame: Vec::with_capacity(MAX_PAYLOAD_LEN),
            header,
            sent: 0,
            packet: [0; MAX_PACKET_LEN],
        }
    }

    /// The next packet, its Tox id included. Call until `None`.
    pub fn next_packet(&mut self) -> Option<&[u8]> {
        let rest = self.frame.get(self.sent..)?;
        let payload = rest.get(..rest.len().min(MAX_PAYLOAD_LEN))?;
        if payload.is_empty() {
            return None;
        }
        self.header.offset = u32::try_from(self.sent).ok()?;
        let (id, after) = self.packet.split_first_mut()?;
        let (header, room) = after.split_first_chunk_mut()?;
        *id = self.header.media.packet_id();
        *header = self.header.write();
        room.get_mut(..payload.len())?.copy_from_slice(payload);
        self.sent += payload.len();
        self.packet.get(..1 + HEADER_LEN + payload.len())
    }

    /// How many packets are left.
    pub fn remaining(&self) -> usize {
        let left = self.frame.len().saturating_sub(self.sent);
        left.div_ceil(MAX_PAYLOAD_LEN)
    }

    /// Bytes of the frame.
    pub fn frame_len(&self) -> usize {
        self.frame.len()
    }

    /// Room for the next frame, empty, which [`Packetizer::packetize`] makes packets of. What was left
    /// of the one before is forgotten.
    pub fn begin(&mut self) -> &mut Vec<u8> {
        self.sent = 0;
        self.frame.clear();
        &mut self.frame
    }

    /// Bytes taken.
    pub fn memory(&self) -> usize {
        size_of::<Self>() + self.frame.capacity()
    }
}

impl Default for Packets {
    fn default() -> Self {
        Self::new()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "32 bits are on the wire")]
fn milliseconds(now: Timestamp) -> u32 {
    (now.as_nanos() / 1_000_000) as u32
}

#[cfg(test)]
mod tests;
