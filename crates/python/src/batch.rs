//! `Event` and `Batch`: what one drain gives.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jackfield_engine::{Frames, Notice, SessionStats};
use numpy::{PyArray1, PyArray2, PyArrayMethods, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct Event {
    notice: Notice,
}

#[pymethods]
impl Event {
    #[getter]
    fn kind(&self) -> &'static str {
        self.notice.kind.name()
    }

    #[getter]
    fn session(&self) -> u64 {
        self.notice.session.as_u64()
    }

    #[getter]
    fn request(&self) -> u64 {
        self.notice.request.0
    }

    #[getter]
    fn code(&self) -> &str {
        &self.notice.code
    }

    #[getter]
    fn text(&self) -> &str {
        &self.notice.text
    }

    #[getter]
    fn value(&self) -> f64 {
        self.notice.value
    }

    #[getter]
    fn figures(&self) -> Option<HashMap<&'static str, f64>> {
        self.notice.figures.as_deref().map(figures)
    }

    #[getter]
    fn data<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.notice.data)
    }

    /// Without the text: it may be an SDP, and those hold secrets.
    fn __repr__(&self) -> String {
        format!(
            "Event(kind={:?}, session={}, code={:?})",
            self.kind(),
            self.session(),
            self.code()
        )
    }
}

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct Batch {
    events: Vec<Py<Event>>,
    columns: Arc<Columns>,
}

/// Audio, one row per frame.
pub(crate) struct Columns {
    sessions: Py<PyArray1<u64>>,
    sources: Py<PyArray1<u64>>,
    media_times: Py<PyArray1<u64>>,
    kinds: Py<PyArray1<u8>>,
    frames: Py<PyArray2<i16>>,
}

impl Batch {
    pub(crate) fn new(
        py: Python<'_>,
        notices: Vec<Notice>,
        columns: Arc<Columns>,
    ) -> PyResult<Self> {
        let events = notices
            .into_iter()
            .map(|notice| Py::new(py, Event { notice }))
            .collect::<PyResult<_>>()?;
        Ok(Self { events, columns })
    }
}

impl Columns {
    pub(crate) fn new(py: Python<'_>, frames: Frames, frame_samples: usize) -> PyResult<Self> {
        let rows = frames.sessions.len();
        let samples = PyArray1::from_vec(py, frames.samples);
        Ok(Self {
            sessions: frames.sessions.to_pyarray(py).unbind(),
            sources: frames.sources.to_pyarray(py).unbind(),
            media_times: frames.media_times.to_pyarray(py).unbind(),
            kinds: frames.kinds.to_pyarray(py).unbind(),
            frames: samples.reshape([rows, frame_samples])?.unbind(),
        })
    }
}

#[pymethods]
impl Batch {
    #[getter]
    fn events(&self, py: Python<'_>) -> Vec<Py<Event>> {
        self.events
            .iter()
            .map(|event| event.clone_ref(py))
            .collect()
    }

    #[getter]
    fn sessions(&self, py: Python<'_>) -> Py<PyArray1<u64>> {
        self.columns.sessions.clone_ref(py)
    }

    #[getter]
    fn sources(&self, py: Python<'_>) -> Py<PyArray1<u64>> {
        self.columns.sources.clone_ref(py)
    }

    #[getter]
    fn media_times(&self, py: Python<'_>) -> Py<PyArray1<u64>> {
        self.columns.media_times.clone_ref(py)
    }

    #[getter]
    fn kinds(&self, py: Python<'_>) -> Py<PyArray1<u8>> {
        self.columns.kinds.clone_ref(py)
    }

    #[getter]
    fn frames(&self, py: Python<'_>) -> Py<PyArray2<i16>> {
        self.columns.frames.clone_ref(py)
    }
}

/// By name; what was not measured is NaN.
#[allow(clippy::cast_precision_loss, reason = "counters stay far below 2^53")]
pub(crate) fn figures(stats: &SessionStats) -> HashMap<&'static str, f64> {
    let seconds = |time: Option<Duration>| time.map_or(f64::NAN, |time| time.as_secs_f64());
    HashMap::from([
        ("packets_received", stats.packets_received as f64),
        ("packets_sent", stats.packets_sent as f64),
        ("packets_lost", stats.packets_lost as f64),
        ("packets_late", stats.packets_late as f64),
        ("jitter_seconds", seconds(stats.jitter)),
        ("buffer_delay_seconds", seconds(stats.buffer_delay)),
        ("target_delay_seconds", seconds(stats.target_delay)),
        ("concealed_seconds", stats.concealed.as_secs_f64()),
        ("recovered_seconds", stats.recovered.as_secs_f64()),
        ("round_trip_seconds", seconds(stats.round_trip)),
        ("peer_loss", stats.peer_loss.map_or(f64::NAN, f64::from)),
        ("tap_dropped_frames", stats.tap_dropped as f64),
    ])
}
