//! Between our words and str0m's.

use std::time::UNIX_EPOCH;

use jackfield_media::time::Timestamp;
use str0m::rtp::rtcp::SenderInfo;

use crate::types::{Direction, Event, MediaKind, Protocol, Transmit};

/// What a sender report says, which arrived then.
pub(crate) fn sender_report(arrival: Timestamp, info: &SenderInfo) -> Event {
    #[expect(clippy::cast_possible_truncation, reason = "as on the wire")]
    let rtp_time = info.rtp_time.numer() as u32;
    Event::SenderReport {
        arrival,
        ssrc: *info.ssrc,
        // A clock before 1970 is wrong anyway.
        wall_clock: info.ntp_time.duration_since(UNIX_EPOCH).unwrap_or_default(),
        rtp_time,
    }
}

impl From<str0m::net::Transmit> for Transmit {
    fn from(transmit: str0m::net::Transmit) -> Self {
        Self {
            protocol: match transmit.proto {
                str0m::net::Protocol::Udp => Protocol::Udp,
                _ => Protocol::Tcp,
            },
            source: transmit.source,
            destination: transmit.destination,
            contents: transmit.contents,
        }
    }
}

impl From<Protocol> for str0m::net::Protocol {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Udp => Self::Udp,
            Protocol::Tcp => Self::Tcp,
        }
    }
}

impl From<MediaKind> for str0m::media::MediaKind {
    fn from(kind: MediaKind) -> Self {
        match kind {
            MediaKind::Audio => Self::Audio,
            MediaKind::Video => Self::Video,
        }
    }
}

impl From<Direction> for str0m::media::Direction {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::SendRecv => Self::SendRecv,
            Direction::SendOnly => Self::SendOnly,
            Direction::RecvOnly => Self::RecvOnly,
            Direction::Inactive => Self::Inactive,
        }
    }
}

impl From<str0m::media::Direction> for Direction {
    fn from(direction: str0m::media::Direction) -> Self {
        match direction {
            str0m::media::Direction::SendRecv => Self::SendRecv,
            str0m::media::Direction::SendOnly => Self::SendOnly,
            str0m::media::Direction::RecvOnly => Self::RecvOnly,
            str0m::media::Direction::Inactive => Self::Inactive,
        }
    }
}

#[cfg(test)]
mod tests;
