//! The one place where errors become Python's.

use jackfield_engine::EngineError;
use jackfield_media::MediaError;
use jackfield_webrtc::SessionError;
use pyo3::PyErr;
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};

#[allow(
    clippy::needless_pass_by_value,
    reason = "used as a function of map_err"
)]
pub(crate) fn engine(error: EngineError) -> PyErr {
    match error {
        EngineError::Config { .. } => PyValueError::new_err(error.to_string()),
        EngineError::Socket { address, source } => os_error(&address, &source),
        EngineError::System { what, source } => os_error(what, &source),
        _ => PyRuntimeError::new_err(error.to_string()),
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "used as a function of map_err"
)]
pub(crate) fn session(error: SessionError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "used as a function of map_err"
)]
pub(crate) fn media(error: MediaError) -> PyErr {
    match error {
        MediaError::LocalMisuse(reason) => PyValueError::new_err(reason),
        _ => PyValueError::new_err(error.to_string()),
    }
}

/// With the number, so that Python picks its subclass.
fn os_error(what: &str, source: &std::io::Error) -> PyErr {
    match source.raw_os_error() {
        Some(number) => PyOSError::new_err((number, format!("{what}: {source}"))),
        None => PyOSError::new_err(format!("{what}: {source}")),
    }
}
