//! What can go wrong with files and the calls made of them.

use std::path::Path;

use thiserror::Error;

/// Every error of this crate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FilesError {
    /// A file cannot be read, or not to its end.
    #[error("{path}: {reason}")]
    Unreadable {
        /// Which file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A mock call cannot be made of what its configuration says.
    #[error("{field}: {reason}")]
    Config {
        /// Which field.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl FilesError {
    pub(crate) fn unreadable(path: &Path, reason: impl Into<String>) -> Self {
        Self::Unreadable {
            path: path.display().to_string(),
            reason: reason.into(),
        }
    }

    pub(crate) fn config(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Config {
            field: field.into(),
            reason: reason.into(),
        }
    }
}

#[cfg(test)]
mod tests;
