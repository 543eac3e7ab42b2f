//! What goes wrong, as the client is told.

/// Characters.
const MAX_DETAIL: usize = 200;

/// What a client, or its connection, did wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Frames that RFC 6455 forbids.
    Protocol,
    /// Text that is not UTF-8.
    NotUtf8,
    /// A message over the limit.
    TooLarge,
    /// A message that is none of ours, or not now.
    Malformed,
    /// A rate, number of channels or format that is not served.
    Unsupported,
    /// No `start` came.
    StartTimeout,
    /// A ping was not answered.
    PongTimeout,
    /// Nothing came for too long.
    IdleTimeout,
    /// Nothing could be sent for too long.
    SlowReader,
    /// More messages or bytes than any audio has.
    TooFast,
    /// The key that let them in is not known any more.
    KeyRevoked,
    /// The token that let them in has expired.
    TokenExpired,
    /// Neither side has said anything for too long.
    Inactive,
    /// Longer than anybody may stay.
    TooLong,
    /// Our fault.
    Internal,
}

/// Why a session is ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// For machines.
    pub kind: RefusalKind,
    /// For people; names the field where there is one.
    pub detail: String,
}

impl Refusal {
    /// With its reason.
    pub fn new(kind: RefusalKind, detail: impl Into<String>) -> Self {
        let mut detail = detail.into();
        if let Some((end, _)) = detail.char_indices().nth(MAX_DETAIL) {
            // Errors of parsers quote what they were given, however long it is.
            detail.truncate(end);
            detail.push('…');
        }
        Self { kind, detail }
    }
}

impl RefusalKind {
    /// The stable word for machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Protocol => "protocol",
            Self::NotUtf8 => "not_utf8",
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
            Self::StartTimeout => "start_timeout",
            Self::PongTimeout => "pong_timeout",
            Self::IdleTimeout => "idle_timeout",
            Self::SlowReader => "slow_reader",
            Self::TooFast => "rate_limited",
            Self::KeyRevoked => "key_revoked",
            Self::TokenExpired => "token_expired",
            Self::Inactive => "inactive",
            Self::TooLong => "max_duration",
            Self::Internal => "internal",
        }
    }

    /// A heading for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Protocol => "WebSocket protocol error",
            Self::NotUtf8 => "Text is not UTF-8",
            Self::TooLarge => "Message too large",
            Self::Malformed => "Malformed message",
            Self::Unsupported => "Unsupported audio",
            Self::StartTimeout => "No start in time",
            Self::PongTimeout => "Ping not answered",
            Self::IdleTimeout => "Nothing heard for too long",
            Self::SlowReader => "Client reads too slowly",
            Self::TooFast => "Client sends too much",
            Self::KeyRevoked => "Key not known any more",
            Self::TokenExpired => "Token expired",
            Self::Inactive => "Nothing said for too long",
            Self::TooLong => "Longer than allowed",
            Self::Internal => "Internal error",
        }
    }

    /// RFC 6455 §7.4.1 where it has a code, else 4000 and the HTTP status that says the same.
    pub fn close_code(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::NotUtf8 => 1007,
            Self::TooLarge => 1009,
            Self::Malformed => 4400,
            Self::KeyRevoked | Self::TokenExpired => 4401,
            Self::StartTimeout
            | Self::PongTimeout
            | Self::IdleTimeout
            | Self::SlowReader
            | Self::Inactive
            | Self::TooLong => 4408,
            Self::Unsupported => 4422,
            Self::TooFast => 4429,
            Self::Internal => 4500,
        }
    }

    /// Whether it was time that ran out, not a rule that was broken.
    pub fn is_timeout(self) -> bool {
        self.close_code() == 4408
    }
}

#[cfg(test)]
mod tests;
