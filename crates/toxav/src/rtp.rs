//! RTP as Tox carries it: a header of 80 bytes, frames cut into packets, and put together again.
//!
//! One sequence number names a frame, and all its packets bear it; where a packet's payload belongs is
//! told in bytes. The timestamp is the sender's clock in milliseconds at the time of sending.

mod assembler;
mod header;
mod packets;
mod ranges;

pub use assembler::{Assembler, AssemblerConfig, AssemblerStats, Frame, Taken};
pub use header::{HEADER_LEN, Header, Malformed, Packet};
pub use packets::{MAX_PACKET_LEN, MAX_PAYLOAD_LEN, Packetizer, Packets};

/// What a packet carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// Tox packets of id 192.
    Audio,
    /// Tox packets of id 193.
    Video,
}

impl Media {
    /// The id of the Tox packets.
    pub const fn packet_id(self) -> u8 {
        match self {
            Self::Audio => 192,
            Self::Video => 193,
        }
    }

    /// What packets of this id carry, if it is a medium.
    pub const fn of_packet(id: u8) -> Option<Self> {
        match id {
            192 => Some(Self::Audio),
            193 => Some(Self::Video),
            _ => None,
        }
    }

    /// The RTP payload type.
    const fn payload_type(self) -> u8 {
        self.packet_id() % 128
    }
}

#[cfg(test)]
mod tests;
