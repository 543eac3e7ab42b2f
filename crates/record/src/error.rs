//! What a recording cannot be.

use jackfield_media::MediaError;

/// Why a recording could not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// A codec could not be made.
    #[error("the encoder cannot be made: {0}")]
    Encoder(#[source] MediaError),
}
