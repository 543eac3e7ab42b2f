//! What can go wrong in this crate, and whose fault it is.

use thiserror::Error;

/// Every error of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The peer sent bytes that break a wire format. Count it, drop the packet, go on.
    #[error("{format}: {reason}")]
    RemoteProtocol {
        /// The format the bytes should have had.
        format: WireFormat,
        /// What is wrong with them.
        reason: &'static str,
    },
    /// The caller asked for something this crate does not do: a bug on our side.
    #[error("misuse: {0}")]
    LocalMisuse(&'static str),
    /// A codec refused. Its state may be lost: reset it before going on.
    #[error("{codec}: {reason} ({code})")]
    Codec {
        /// Which codec.
        codec: &'static str,
        /// What it said.
        reason: &'static str,
        /// The number it said it with.
        code: i32,
    },
}

/// A format that arrives from the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WireFormat {
    /// RFC 3550.
    Rtp,
    /// RFC 2198.
    Red,
    /// RFC 6716.
    Opus,
    /// RFC 6386.
    Vp8,
    /// VP9.
    Vp9,
}

impl std::fmt::Display for WireFormat {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Rtp => "malformed RTP packet",
            Self::Red => "malformed RED payload",
            Self::Opus => "malformed Opus packet",
            Self::Vp8 => "malformed VP8 frame",
            Self::Vp9 => "malformed VP9 frame",
        })
    }
}

impl MediaError {
    pub(crate) const fn remote(format: WireFormat, reason: &'static str) -> Self {
        Self::RemoteProtocol { format, reason }
    }

    /// Whether the peer is to blame, so that the packet is dropped and the session goes on.
    pub const fn is_remote(&self) -> bool {
        matches!(self, Self::RemoteProtocol { .. })
    }
}

#[cfg(test)]
mod tests;
