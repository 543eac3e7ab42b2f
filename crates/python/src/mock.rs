//! `MockCall` and `MockBatch`: a call whose participants speak files.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jackfield_files::FRAME_SAMPLES;
use jackfield_files::mock::{self, Batch};
use jackfield_proto::Event;
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use prost::Message;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct MockCall {
    call: Mutex<mock::MockCall>,
}

#[pymethods]
impl MockCall {
    #[new]
    fn new(config: &[u8]) -> Self {
        Self {
            call: Mutex::new(mock::MockCall::join(config)),
        }
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.call().close());
    }

    fn read(&self, py: Python<'_>, max_rows: usize) -> PyResult<MockBatch> {
        let batch = py.detach(|| self.call().read(max_rows));
        MockBatch::new(py, batch)
    }
}

impl MockCall {
    fn call(&self) -> MutexGuard<'_, mock::MockCall> {
        self.call.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct MockBatch {
    batch: Batch,
    frames: Py<PyArray2<i16>>,
}

impl MockBatch {
    fn new(py: Python<'_>, mut batch: Batch) -> PyResult<Self> {
        let rows = batch.lengths.len();
        let mono = PyArray1::from_vec(py, std::mem::take(&mut batch.mono));
        Ok(Self {
            frames: mono.reshape([rows, FRAME_SAMPLES])?.unbind(),
            batch,
        })
    }
}

#[pymethods]
impl MockBatch {
    #[getter]
    fn events(&self, py: Python<'_>) -> Vec<(usize, Py<PyBytes>)> {
        let events = self.batch.events.iter();
        events
            .map(|(row, event)| (*row, encoded(py, event)))
            .collect()
    }

    #[getter]
    fn speakers(&self) -> Vec<u32> {
        self.batch.speakers.clone()
    }

    #[getter]
    fn rounds(&self) -> Vec<u64> {
        self.batch.rounds.clone()
    }

    #[getter]
    fn lengths(&self) -> Vec<u32> {
        self.batch.lengths.clone()
    }

    #[getter]
    fn frames(&self, py: Python<'_>) -> Py<PyArray2<i16>> {
        self.frames.clone_ref(py)
    }

    #[getter]
    fn ended(&self) -> bool {
        self.batch.ended
    }

    fn packet(&self, py: Python<'_>, row: usize) -> PyResult<Py<PyBytes>> {
        let event = self.batch.packet(row);
        let event = event.ok_or_else(|| PyIndexError::new_err("there is no such row"))?;
        Ok(encoded(py, &event))
    }
}

fn encoded(py: Python<'_>, event: &Event) -> Py<PyBytes> {
    PyBytes::new(py, &event.encode_to_vec()).unbind()
}
