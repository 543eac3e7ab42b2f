//! `EffectChain`: what is done to voices, for programs that have the samples.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use jackfield_media::MediaError;
use jackfield_media::effects::{
    AutomaticGain, AutomaticGainConfig, Chain, Custom, EchoCancellation, Effect, EffectId, Format,
    Gain, NoiseSuppression,
};
use numpy::{PyArray1, PyArrayMethods, PyReadonlyArray1};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::errors;
use crate::opus::channels_of;

/// What a function of Python's raised first.
type Raised = Arc<Mutex<Option<PyErr>>>;

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct EffectChain {
    chain: Mutex<Chain>,
    /// Who is at work: a function of Python's must not wait for itself.
    worker: Mutex<Option<ThreadId>>,
    raised: Raised,
}

#[pymethods]
impl EffectChain {
    #[new]
    fn new(rate: u32, channels: u8) -> PyResult<Self> {
        let channels = channels_of(channels)?;
        let format = Format::new(rate, channels).map_err(errors::media)?;
        Ok(Self {
            chain: Mutex::new(Chain::new(format)),
            worker: Mutex::new(None),
            raised: Raised::default(),
        })
    }

    #[pyo3(signature = (decibels, before=None))]
    fn add_gain(&self, py: Python<'_>, decibels: f32, before: Option<u32>) -> PyResult<u32> {
        self.put(py, before, |format| Gain::new(format, decibels))
    }

    #[pyo3(signature = (headroom_db, max_gain_db, initial_gain_db, max_change_db_per_s, max_noise_dbfs, before=None))]
    #[allow(clippy::too_many_arguments, reason = "the settings of one effect")]
    fn add_automatic_gain(
        &self,
        py: Python<'_>,
        headroom_db: f32,
        max_gain_db: f32,
        initial_gain_db: f32,
        max_change_db_per_s: f32,
        max_noise_dbfs: f32,
        before: Option<u32>,
    ) -> PyResult<u32> {
        let config = AutomaticGainConfig {
            headroom_db,
            max_gain_db,
            initial_gain_db,
            max_change_db_per_s,
            max_noise_dbfs,
        };
        self.put(py, before, |format| AutomaticGain::new(format, config))
    }

    #[pyo3(signature = (before=None))]
    fn add_noise_suppression(&self, py: Python<'_>, before: Option<u32>) -> PyResult<u32> {
        self.put(py, before, NoiseSuppression::new)
    }

    #[pyo3(signature = (before=None))]
    fn add_echo_cancellation(&self, py: Python<'_>, before: Option<u32>) -> PyResult<u32> {
        self.put(py, before, EchoCancellation::new)
    }

    #[pyo3(signature = (function, before=None))]
    fn add_function(
        &self,
        py: Python<'_>,
        function: Py<PyAny>,
        before: Option<u32>,
    ) -> PyResult<u32> {
        let raised = Arc::clone(&self.raised);
        self.put(py, before, |_| {
            Ok(Custom::new(move |samples: &mut [f32]| {
                Python::attach(|py| {
                    if let Err(error) = changed(py, &function, samples) {
                        lock(&raised).get_or_insert(error);
                    }
                });
            }))
        })
    }

    /// False when there is no such gain.
    fn set_gain(&self, py: Python<'_>, effect: u32, decibels: f32) -> PyResult<bool> {
        let id = EffectId::from_u32(effect);
        let set = self.with(py, |chain| {
            let gain = chain.get_mut::<Gain>(id);
            gain.map(|gain| gain.set_decibels(decibels))
        })?;
        set.transpose()
            .map(|set| set.is_some())
            .map_err(errors::media)
    }

    fn remove(&self, py: Python<'_>, effect: u32) -> PyResult<bool> {
        self.with(py, |chain| chain.remove(EffectId::from_u32(effect)))
    }

    fn ids(&self, py: Python<'_>) -> PyResult<Vec<u32>> {
        self.with(py, |chain| chain.ids().map(EffectId::as_u32).collect())
    }

    /// Samples per channel.
    fn delay(&self, py: Python<'_>) -> PyResult<usize> {
        self.with(py, |chain| chain.delay())
    }

    fn process(
        &self,
        py: Python<'_>,
        pcm: &Bound<'_, PyArray1<i16>>,
    ) -> PyResult<Py<PyArray1<i16>>> {
        let mut samples = pcm.to_vec()?;
        self.with(py, |chain| chain.process_i16(&mut samples))?;
        match lock(&self.raised).take() {
            Some(error) => Err(error),
            None => Ok(PyArray1::from_vec(py, samples).unbind()),
        }
    }

    fn played(&self, py: Python<'_>, pcm: &Bound<'_, PyArray1<i16>>) -> PyResult<()> {
        let samples = pcm.to_vec()?;
        self.with(py, |chain| chain.played_i16(&samples))
    }

    fn reset(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, Chain::reset)
    }
}

impl EffectChain {
    fn put<E: Effect>(
        &self,
        py: Python<'_>,
        before: Option<u32>,
        make: impl FnOnce(Format) -> Result<E, MediaError> + Send,
    ) -> PyResult<u32> {
        let placed = self.with(py, |chain| {
            let effect = make(chain.format())?;
            Ok(match before.map(EffectId::from_u32) {
                Some(before) => chain.insert_before(before, effect),
                None => chain.add(effect),
            })
        })?;
        placed.map(EffectId::as_u32).map_err(errors::media)
    }

    /// Work without the interpreter, one thread at a time.
    fn with<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Chain) -> R + Send,
    ) -> PyResult<R> {
        let own = thread::current().id();
        if *lock(&self.worker) == Some(own) {
            return Err(PyRuntimeError::new_err(
                "an effect cannot use the chain that it is in",
            ));
        }
        Ok(py.detach(|| {
            let mut chain = lock(&self.chain);
            *lock(&self.worker) = Some(own);
            let result = work(&mut chain);
            *lock(&self.worker) = None;
            result
        }))
    }
}

/// Let a function of Python's change samples in place.
fn changed(py: Python<'_>, function: &Py<PyAny>, samples: &mut [f32]) -> PyResult<()> {
    let array = PyArray1::from_slice(py, samples);
    function.call1(py, (&array,))?;
    let result: PyReadonlyArray1<'_, f32> = array.readonly();
    samples.copy_from_slice(result.as_slice()?);
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
