//! What the host can get wrong, or the machine can deny.

/// Why an engine could not be started or asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// A field of the configuration is out of range.
    #[error("{field}: {reason}")]
    Config {
        /// As the host writes it.
        field: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// A socket could not be had.
    #[error("{address}: {source}")]
    Socket {
        /// What was to be bound.
        address: String,
        /// The system's answer.
        source: std::io::Error,
    },
    /// No certificate, thread or wake-up could be made.
    #[error("{what}: {source}")]
    System {
        /// What was being made.
        what: &'static str,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The session layer could not be set up.
    #[error(transparent)]
    Session(#[from] jackfield_webrtc::SessionError),
    /// There is no room; there may be later.
    #[error("at_capacity: {0}")]
    Capacity(&'static str),
    /// The engine was shut down before.
    #[error("the engine was shut down")]
    ShutDown,
}
