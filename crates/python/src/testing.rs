//! `VirtualEngine` and `VirtualCaller`: whole calls in virtual time, for tests of agents.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jackfield_media::opus::Channels;
use jackfield_media::resample::Resampler;
use jackfield_media::time::Timestamp;
use jackfield_testkit::caller::{Caller, CallerConfig, Pauses, RATE};
use jackfield_testkit::network;
use jackfield_testkit::simulation::{Host, Simulation};
use numpy::{PyArray1, PyReadonlyArray1, ToPyArray};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::config::EngineConfig;
use crate::engine::{Engine, wake_up};
use crate::errors;

type Shared = Arc<Mutex<Simulation>>;
type Heard<'py> = (
    Bound<'py, PyArray1<u64>>,
    Bound<'py, PyArray1<u8>>,
    Bound<'py, PyArray1<i16>>,
);

/// The engine's face is inherited; what it is asked happens when time is next stepped.
#[pyclass(frozen, extends = Engine, module = "jackfield._core")]
pub(crate) struct VirtualEngine {
    simulation: Shared,
}

#[pymethods]
impl VirtualEngine {
    #[new]
    fn new(config: &Bound<'_, EngineConfig>, seed: u64) -> PyResult<PyClassInitializer<Self>> {
        let (wake, ring) = wake_up()?;
        let config = config.get().config.clone();
        let mut simulation = Simulation::new(seed, config, ring).map_err(errors::engine)?;
        let engine = Engine::of(simulation.engine().host(), wake);
        let simulation = Arc::new(Mutex::new(simulation));
        Ok(PyClassInitializer::from(engine).add_subclass(Self { simulation }))
    }

    #[getter]
    fn now_ns(&self) -> u64 {
        lock(&self.simulation).now().as_nanos()
    }

    #[getter]
    fn is_idle(&self) -> bool {
        !lock(&self.simulation).has_next_event()
    }

    fn step(&self, py: Python<'_>, until_ns: u64) -> PyResult<u64> {
        self.run(py, until_ns, Host::Attentive)
    }

    fn skip(&self, py: Python<'_>, until_ns: u64) -> PyResult<u64> {
        self.run(py, until_ns, Host::Busy)
    }

    #[pyo3(signature = (network, *, red = false))]
    fn add_caller(&self, network: Conditions, red: bool) -> PyResult<VirtualCaller> {
        let config = CallerConfig {
            red,
            pauses: Pauses::Silence,
            ..CallerConfig::default()
        };
        let conditions = network.convert()?;
        let index = lock(&self.simulation)
            .add_caller(&config, &conditions)
            .map_err(errors::session)?;
        Ok(VirtualCaller {
            simulation: Arc::clone(&self.simulation),
            index,
        })
    }

    /// As the engine's, but nobody else's thread would end the sessions.
    fn shutdown(slf: &Bound<'_, Self>) -> PyResult<()> {
        slf.as_super().get().core.shut_down();
        let this = slf.get();
        let now = lock(&this.simulation).now().as_nanos();
        this.run(slf.py(), now, Host::Busy).map(drop)
    }
}

impl VirtualEngine {
    fn run(&self, py: Python<'_>, until_ns: u64, host: Host) -> PyResult<u64> {
        let until = Timestamp::from_nanos(until_ns);
        py.detach(|| {
            let mut simulation = lock(&self.simulation);
            simulation
                .run_until(until, host)
                .map_err(|error| PyRuntimeError::new_err(format!("a virtual caller: {error}")))?;
            Ok(simulation.now().as_nanos())
        })
    }
}

/// How bad a network is: anything with these attributes.
#[derive(Clone, Copy, FromPyObject)]
pub(crate) struct Conditions {
    delay_ms: f64,
    jitter_ms: f64,
    loss: f64,
    burst: f64,
    reorder: f64,
    duplicate: f64,
    rate_kbps: Option<f64>,
    queue_ms: f64,
    keeps_order: bool,
}

impl Conditions {
    fn convert(&self) -> PyResult<network::Conditions> {
        let rate = match self.rate_kbps {
            None => None,
            Some(rate) => Some(network::RateLimit {
                bits_per_second: bits(rate)?,
                queue: millis("queue_ms", self.queue_ms)?,
            }),
        };
        let loss = if self.burst > 1.0 {
            network::Loss::bursts(self.loss, self.burst)
        } else {
            network::Loss::Random {
                probability: self.loss,
            }
        };
        Ok(network::Conditions {
            delay: millis("delay_ms", self.delay_ms)?,
            jitter: network::Jitter::Uniform {
                up_to: millis("jitter_ms", self.jitter_ms)?,
            },
            loss,
            reorder: self.reorder,
            duplicate: self.duplicate,
            rate,
            keeps_order: self.keeps_order,
        })
    }
}

/// The browser's side of a call.
#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct VirtualCaller {
    simulation: Shared,
    index: usize,
}

#[pymethods]
impl VirtualCaller {
    #[getter]
    fn offer(&self) -> PyResult<String> {
        self.with(|caller| caller.offer().to_owned())
    }

    fn accept(&self, answer: &str) -> PyResult<()> {
        self.with(|caller| caller.accept(answer))?
            .map_err(errors::session)
    }

    #[allow(
        clippy::needless_pass_by_value,
        reason = "extraction from Python gives owned borrows of the arrays"
    )]
    fn say(&self, rate: u32, samples: PyReadonlyArray1<'_, i16>) -> PyResult<()> {
        let samples = resampled(rate, samples.as_slice()?)?;
        self.with(|caller| caller.say(&samples))
    }

    fn fall_silent(&self) -> PyResult<()> {
        self.with(Caller::fall_silent)
    }

    fn hang_up(&self) -> PyResult<()> {
        self.with(Caller::hang_up)
    }

    fn set_network(&self, network: Conditions) -> PyResult<()> {
        let conditions = network.convert()?;
        lock(&self.simulation).set_conditions(self.index, &conditions);
        Ok(())
    }

    fn set_cut(&self, cut: bool) {
        lock(&self.simulation).set_cut(self.index, cut);
    }

    #[getter]
    fn connected_ns(&self) -> PyResult<Option<u64>> {
        self.with(|caller| caller.connected().map(Timestamp::as_nanos))
    }

    #[getter]
    fn is_closed(&self) -> PyResult<bool> {
        self.with(|caller| caller.is_closed())
    }

    #[getter]
    fn packets_received(&self) -> PyResult<usize> {
        self.with(|caller| caller.packets().len())
    }

    fn said<'py>(&self, py: Python<'py>) -> PyResult<(u64, Bound<'py, PyArray1<i16>>)> {
        self.with(|caller| {
            let from = caller.said_from().map_or(0, Timestamp::as_nanos);
            (from, caller.said().to_pyarray(py))
        })
    }

    fn heard<'py>(&self, py: Python<'py>) -> PyResult<Heard<'py>> {
        self.with(|caller| {
            let times: Vec<u64> = caller.heard_at().iter().map(|at| at.as_nanos()).collect();
            let kinds: Vec<u8> = caller
                .heard_kinds()
                .iter()
                .map(|kind| *kind as u8)
                .collect();
            (
                PyArray1::from_vec(py, times),
                PyArray1::from_vec(py, kinds),
                caller.heard().to_pyarray(py),
            )
        })
    }
}

impl VirtualCaller {
    fn with<T>(&self, ask: impl FnOnce(&mut Caller) -> T) -> PyResult<T> {
        lock(&self.simulation)
            .caller(self.index)
            .map(ask)
            .ok_or_else(|| PyRuntimeError::new_err("the caller is gone"))
    }
}

/// A panic while it was held was reported; what it left is still a simulation.
fn lock(simulation: &Shared) -> MutexGuard<'_, Simulation> {
    simulation.lock().unwrap_or_else(PoisonError::into_inner)
}

fn millis(field: &str, value: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(value / 1e3)
        .map_err(|_| PyValueError::new_err(format!("{field}: {value} ms is no duration")))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be positive, and the cast clips"
)]
fn bits(rate_kbps: f64) -> PyResult<u64> {
    if rate_kbps > 0.0 {
        return Ok((rate_kbps * 1e3) as u64);
    }
    Err(PyValueError::new_err("rate_kbps: must be more than 0"))
}

fn resampled(rate: u32, samples: &[i16]) -> PyResult<Vec<i16>> {
    let mut output = Vec::new();
    Resampler::new(rate, RATE, Channels::Mono)
        .and_then(|mut resampler| {
            resampler.process(samples, &mut output)?;
            resampler.flush(&mut output)
        })
        .map_err(|error| PyValueError::new_err(format!("rate: {error}")))?;
    Ok(output)
}
