//! Between our words and str0m's.

use crate::types::{Direction, MediaKind, Protocol, Transmit};

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
