//! `jackfield._core`: the engine for Python. Conversion of types and errors, nothing else.
//!
//! The names, their meaning and their errors are documented in `python/jackfield/_core.pyi`.
#![forbid(unsafe_code)]
#![allow(
    missing_docs,
    reason = "documented once, in _core.pyi, where Python's tools look"
)]

mod batch;
mod config;
#[cfg(feature = "effects")]
mod effects;
mod engine;
mod errors;
mod mock;
mod opus;
#[cfg(feature = "testing")]
mod testing;
mod tls;

use pyo3::prelude::*;

/// The extension module.
#[pymodule(gil_used = false)]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::batch::{Batch, Event};
    #[pymodule_export]
    use super::check_offer;
    #[pymodule_export]
    use super::config::EngineConfig;
    #[cfg(feature = "effects")]
    #[pymodule_export]
    use super::effects::EffectChain;
    #[pymodule_export]
    use super::engine::Engine;
    #[pymodule_export]
    use super::mock::{MockBatch, MockCall};
    #[pymodule_export]
    use super::opus::{OpusDecoder, OpusEncoder, Resampler};
    #[cfg(feature = "testing")]
    #[pymodule_export]
    use super::testing::{VirtualCaller, VirtualEngine};

    #[pymodule_export]
    use super::tls::TlsFront;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        for (value, name) in ["RECEIVED", "REDUNDANT", "FEC", "CONCEALED", "SILENCE"]
            .iter()
            .enumerate()
        {
            module.add(format!("FRAME_{name}").as_str(), value)?;
        }
        Ok(())
    }
}

#[pyfunction]
fn check_offer(sdp: &str) -> PyResult<()> {
    jackfield_webrtc::check_offer(sdp).map_err(errors::session)
}
