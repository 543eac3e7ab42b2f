//! What of a peer's SCTP is not worth looking at.
//!
//! An association keeps something for every stream that a peer mentions, up to 65,536 of them, and
//! looks at each again and again. One channel is used, so packets for streams far from the first are
//! dropped before anything is kept for them, as if a network had lost them. So are all but the first
//! beginnings of an association: each leaves something behind, and a session has one.

/// Streams below this are let through: browsers number channels 0, 2, 4 … or 1, 3, 5 …
const MAX_STREAM: u16 = 64;
const COMMON_HEADER: usize = 12;
const CHUNK_HEADER: usize = 4;
/// Chunk types that begin with a TSN and a stream: DATA (RFC 9260 §3.3.1) and I-DATA (RFC 8260 §2.1).
const DATA: [u8; 2] = [0, 64];

/// The chunk that begins an association.
const INIT: u8 = 1;
/// How often it may come: again when its answer was lost.
const MAX_BEGINNINGS: u8 = 32;

/// Looks at the packets of one session.
#[derive(Debug, Default)]
pub(super) struct Guard {
    beginnings: u8,
}

impl Guard {
    /// Whether an SCTP packet is let through.
    pub(super) fn takes(&mut self, packet: &[u8]) -> bool {
        // It comes alone (RFC 9260 §3.3.2).
        if packet.get(COMMON_HEADER) == Some(&INIT) {
            self.beginnings = self.beginnings.saturating_add(1);
            return self.beginnings <= MAX_BEGINNINGS;
        }
        names_near_streams(packet)
    }
}

/// Whether a packet mentions only streams that may be used.
fn names_near_streams(packet: &[u8]) -> bool {
    let mut rest = packet.get(COMMON_HEADER..).unwrap_or_default();
    while let Some((kind, length, body)) = chunk(rest) {
        let is_far = stream(body).is_some_and(|stream| stream >= MAX_STREAM);
        if DATA.contains(&kind) && is_far {
            return false;
        }
        // Chunks begin at multiples of four; an impossible length ends the packet.
        let padded = length.max(CHUNK_HEADER).next_multiple_of(4);
        rest = rest.get(padded..).unwrap_or_default();
    }
    true
}

/// Type, length with the header, and what follows the header.
fn chunk(bytes: &[u8]) -> Option<(u8, usize, &[u8])> {
    let (header, body) = bytes.split_first_chunk::<CHUNK_HEADER>()?;
    let [kind, _, high, low] = *header;
    Some((kind, usize::from(u16::from_be_bytes([high, low])), body))
}

/// After the TSN.
fn stream(body: &[u8]) -> Option<u16> {
    let [_, _, _, _, high, low] = *body.first_chunk()?;
    Some(u16::from_be_bytes([high, low]))
}

#[cfg(test)]
mod tests;
