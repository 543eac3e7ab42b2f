//! `TlsFront`: TLS for a server that speaks plain text.

use std::os::fd::IntoRawFd;

use pyo3::prelude::*;

use crate::errors;

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct TlsFront {
    front: jackfield_engine::TlsFront,
}

#[pymethods]
impl TlsFront {
    #[new]
    fn new(certificate: &[u8], key: &[u8], limit: usize) -> PyResult<Self> {
        let front = jackfield_engine::TlsFront::new(certificate, key, limit);
        Ok(Self {
            front: front.map_err(errors::engine)?,
        })
    }

    fn load(&self, certificate: &[u8], key: &[u8]) -> PyResult<()> {
        self.front.load(certificate, key).map_err(errors::engine)
    }

    fn take(&self, descriptor: i32) -> PyResult<i32> {
        let plain = self.front.take(descriptor).map_err(errors::engine)?;
        Ok(plain.into_raw_fd())
    }
}
