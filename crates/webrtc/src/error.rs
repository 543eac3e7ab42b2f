//! What can go wrong with one session.

/// Why an offer, a fragment or a datagram was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The peer's text cannot be parsed at all.
    #[error("malformed SDP: {0}")]
    Malformed(String),
    /// The peer's text parses, but asks for something this session does not do.
    #[error("unsupported SDP: {0}")]
    Unsupported(String),
    /// A fragment of another ICE generation than the session's.
    #[error("stale ICE credentials: {0}")]
    StaleCredentials(String),
    /// More data in a short time than a session takes.
    #[error("more data than is taken")]
    Flooded,
    /// The session cannot go on.
    #[error("session failed: {0}")]
    Failed(String),
}

impl From<str0m::RtcError> for SessionError {
    fn from(error: str0m::RtcError) -> Self {
        match error {
            str0m::RtcError::RemoteSdp(reason) => Self::Unsupported(reason),
            str0m::RtcError::Sdp(error) => Self::Malformed(without_place(&error.to_string())),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// How `str0m`'s parser gives the place of an error: as an address in memory.
const PLACE: &str = "PointerOffset(0x";

pub(crate) fn place_of(error: &str) -> Option<usize> {
    let (_, rest) = error.split_once(PLACE)?;
    usize::from_str_radix(rest.split(')').next()?, 16).ok()
}

/// What a parser has to say, without the address it says it of.
pub(crate) fn without_place(error: &str) -> String {
    let told: Vec<&str> = error
        .lines()
        .filter(|line| !line.contains(PLACE) && !line.is_empty())
        .collect();
    if told.is_empty() {
        return "cannot be parsed".into();
    }
    told.join(", ")
}

#[cfg(test)]
mod tests;
