//! `Engine`.

use std::collections::HashMap;
use std::ops::Range;
use std::os::fd::{AsFd, AsRawFd};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jackfield_engine::{
    CallId, EngineError, Frames, Hears, Recorded, RecordingFormat, RecordingId, Route, SessionId,
};
use jackfield_webrtc::Protocol;
use nix::errno::Errno;
use nix::sys::eventfd::{EfdFlags, EventFd};
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::batch::{Batch, Columns, figures};
use crate::config::EngineConfig;
use crate::errors;

#[pyclass(frozen, subclass, module = "jackfield._core")]
pub(crate) struct Engine {
    pub(crate) core: Arc<jackfield_engine::Engine>,
    wake: Arc<EventFd>,
    /// What is drained when there is no audio: arrays cost more than all the events of a batch.
    silence: PyOnceLock<Arc<Columns>>,
}

#[pymethods]
impl Engine {
    #[new]
    fn new(py: Python<'_>, config: &Bound<'_, EngineConfig>) -> PyResult<Self> {
        let (wake, ring) = wake_up()?;
        let config = config.get().config.clone();
        let engine = py
            .detach(|| jackfield_engine::Engine::start(config, ring))
            .map_err(errors::engine)?;
        Ok(Self::of(Arc::new(engine), wake))
    }

    fn fileno(&self) -> i32 {
        self.wake.as_fd().as_raw_fd()
    }

    #[getter]
    fn local_addresses(&self) -> Vec<String> {
        let name = |protocol| match protocol {
            Protocol::Udp => "udp",
            Protocol::Tcp => "tcp",
        };
        self.core
            .candidates()
            .map(|candidate| format!("{} {}", name(candidate.protocol), candidate.address))
            .collect()
    }

    #[pyo3(signature = (offer, route, *, call = 0))]
    fn open(&self, py: Python<'_>, offer: &str, route: &str, call: u64) -> PyResult<u64> {
        let route = parse_route(route, call)?;
        let session = py.detach(|| self.core.open(offer, route));
        Ok(session.map_err(errors::engine)?.as_u64())
    }

    #[pyo3(signature = (descriptor, greeting, route, *, call = 0))]
    fn open_socket(
        &self,
        descriptor: i32,
        greeting: Vec<u8>,
        route: &str,
        call: u64,
    ) -> PyResult<u64> {
        let route = parse_route(route, call)?;
        let session = self.core.open_socket(descriptor, greeting, route);
        Ok(session.map_err(errors::engine)?.as_u64())
    }

    #[pyo3(signature = (call, *, hears = "each"))]
    fn open_seat(&self, call: u64, hears: &str) -> PyResult<u64> {
        let hears = parse_hears(hears)?;
        let session = self.core.open_seat(CallId::from_u64(call), hears);
        Ok(session.map_err(errors::engine)?.as_u64())
    }

    #[pyo3(signature = (*, beside = 0))]
    fn create_call(&self, beside: u64) -> PyResult<u64> {
        let call = match beside {
            0 => self.core.create_call(),
            other => self.core.create_call_beside(CallId::from_u64(other)),
        };
        Ok(call.map_err(errors::engine)?.as_u64())
    }

    fn move_session(&self, session: u64, call: u64) -> bool {
        self.core
            .move_session(SessionId::from_u64(session), CallId::from_u64(call))
    }

    fn end_call(&self, call: u64) {
        self.core.end_call(CallId::from_u64(call));
    }

    fn set_gain(&self, call: u64, listener: u64, speaker: u64, gain: f32) -> PyResult<()> {
        let (listener, speaker) = (SessionId::from_u64(listener), SessionId::from_u64(speaker));
        self.core
            .set_gain(CallId::from_u64(call), listener, speaker, gain)
            .map_err(errors::engine)
    }

    fn set_muted(&self, session: u64, muted: bool) {
        self.core.set_muted(SessionId::from_u64(session), muted);
    }

    fn set_held(&self, session: u64, held: bool) {
        self.core.set_held(SessionId::from_u64(session), held);
    }

    fn call_levels(&self, call: u64) -> Vec<(u64, f32)> {
        let levels = self.core.call_levels(CallId::from_u64(call));
        let raw = |(session, level): (SessionId, f32)| (session.as_u64(), level);
        levels.into_iter().map(raw).collect()
    }

    #[pyo3(signature = (route, *, call = 0, video = false, slots = 0))]
    fn dial(&self, route: &str, call: u64, video: bool, slots: usize) -> PyResult<u64> {
        let session = self.core.dial(parse_route(route, call)?, video, slots);
        Ok(session.map_err(errors::engine)?.as_u64())
    }

    fn accept_answer(&self, py: Python<'_>, session: u64, sdp: &str) -> PyResult<u64> {
        let session = SessionId::from_u64(session);
        let request = py.detach(|| self.core.accept_answer(session, sdp));
        Ok(request.map_err(errors::engine)?.0)
    }

    fn send_message(&self, session: u64, data: Vec<u8>) -> PyResult<bool> {
        let session = SessionId::from_u64(session);
        self.core
            .send_message(session, data)
            .map_err(errors::engine)
    }

    fn tell_slot(&self, session: u64, mid: &str, source: u64, data: Vec<u8>) -> PyResult<()> {
        let (session, source) = (SessionId::from_u64(session), SessionId::from_u64(source));
        self.core
            .tell_slot(session, mid, source, data)
            .map_err(errors::engine)
    }

    #[pyo3(signature = (session, digits, *, duration_ms = 100, gap_ms = 70))]
    fn send_dtmf(&self, session: u64, digits: &str, duration_ms: u64, gap_ms: u64) -> PyResult<()> {
        let session = SessionId::from_u64(session);
        let (duration, gap) = (
            Duration::from_millis(duration_ms),
            Duration::from_millis(gap_ms),
        );
        self.core
            .send_dtmf(session, digits, duration, gap)
            .map_err(errors::engine)
    }

    fn trickle(&self, session: u64, fragment: String) -> PyResult<u64> {
        let request = self.core.trickle(SessionId::from_u64(session), fragment);
        Ok(request.map_err(errors::engine)?.0)
    }

    fn restart(&self, session: u64, fragment: String) -> PyResult<u64> {
        let request = self.core.restart(SessionId::from_u64(session), fragment);
        Ok(request.map_err(errors::engine)?.0)
    }

    fn close(&self, session: u64) {
        self.core.close(SessionId::from_u64(session));
    }

    fn dismiss(&self, session: u64, reason: &str) {
        self.core.dismiss(SessionId::from_u64(session), reason);
    }

    #[allow(
        clippy::needless_pass_by_value,
        reason = "extraction from Python gives owned values"
    )]
    #[pyo3(signature = (session, path, file_format, *, call = 0))]
    fn record(&self, session: u64, path: PathBuf, file_format: &str, call: u64) -> PyResult<u64> {
        let format = parse_format(file_format)?;
        let of = recorded(SessionId::from_u64(session), call);
        let recording = self.core.record(of, &path, format);
        Ok(recording.map_err(errors::engine)?.as_u64())
    }

    #[allow(
        clippy::needless_pass_by_value,
        reason = "extraction from Python gives owned values"
    )]
    fn record_call(&self, call: u64, path: PathBuf, file_format: &str) -> PyResult<u64> {
        let format = parse_format(file_format)?;
        let call = CallId::from_u64(call);
        let recording = self.core.record(Recorded::Call(call), &path, format);
        Ok(recording.map_err(errors::engine)?.as_u64())
    }

    fn follow_recording(&self, recording: u64, session: u64) {
        let recording = RecordingId::from_u64(recording);
        let session = SessionId::from_u64(session);
        self.core.follow_recording(recording, session);
    }

    fn pause_recording(&self, recording: u64, paused: bool) {
        let recording = RecordingId::from_u64(recording);
        self.core.pause_recording(recording, paused);
    }

    fn stop_recording(&self, recording: u64) {
        let recording = RecordingId::from_u64(recording);
        self.core.stop_recording(recording);
    }

    #[pyo3(signature = (max_frames = 4096))]
    fn drain(&self, py: Python<'_>, max_frames: usize) -> PyResult<Batch> {
        // Cleared first: what comes from here on wakes the loop again.
        match self.wake.read() {
            Ok(_) | Err(Errno::EAGAIN) => {}
            Err(errno) => return Err(system(errno)),
        }
        let (notices, frames) = py.detach(|| self.core.drain(max_frames));
        Batch::new(py, notices, self.columns(py, frames)?)
    }

    #[allow(
        clippy::needless_pass_by_value,
        reason = "extraction from Python gives owned borrows of the arrays"
    )]
    fn send_audio<'py>(
        &self,
        py: Python<'py>,
        sessions: PyReadonlyArray1<'py, u64>,
        rate: u32,
        lengths: PyReadonlyArray1<'py, u32>,
        samples: PyReadonlyArray1<'py, i16>,
    ) -> PyResult<Bound<'py, PyArray1<bool>>> {
        let samples = samples.as_slice()?;
        let items = items(sessions.as_slice()?, lengths.as_slice()?, samples.len())?;
        if rate == 0 {
            return Err(PyValueError::new_err("rate: must be positive, in Hz"));
        }
        let taken = py.detach(|| self.core.send_audio(rate, &items, samples));
        Ok(PyArray1::from_vec(py, taken))
    }

    fn clear_audio(&self, session: u64) {
        self.core.clear_audio(SessionId::from_u64(session));
    }

    fn queued_ms(&self, session: u64) -> f64 {
        self.core.queued(SessionId::from_u64(session)).as_secs_f64() * 1e3
    }

    fn session_stats(&self, session: u64) -> Option<HashMap<&'static str, f64>> {
        let stats = self.core.session_stats(SessionId::from_u64(session))?;
        Some(figures(&stats))
    }

    fn metrics(&self) -> HashMap<String, f64> {
        self.core.metrics().into_iter().collect()
    }

    fn set_ice_servers(&self, urls: Vec<String>) {
        self.core.set_ice_servers(urls);
    }

    fn set_accepting(&self, accepting: bool) {
        self.core.set_accepting(accepting);
    }

    #[getter]
    fn session_count(&self) -> usize {
        self.core.session_count()
    }

    fn shutdown(&self, py: Python<'_>) {
        py.detach(|| self.core.shut_down());
    }
}

impl Engine {
    pub(crate) fn of(core: Arc<jackfield_engine::Engine>, wake: Arc<EventFd>) -> Self {
        Self {
            core,
            wake,
            silence: PyOnceLock::new(),
        }
    }

    fn columns(&self, py: Python<'_>, frames: Frames) -> PyResult<Arc<Columns>> {
        let frame_samples = self.core.config().frame_samples();
        if !frames.sessions.is_empty() {
            return Ok(Arc::new(Columns::new(py, frames, frame_samples)?));
        }
        let silence = self
            .silence
            .get_or_try_init(py, || Columns::new(py, frames, frame_samples).map(Arc::new))?;
        Ok(Arc::clone(silence))
    }
}

/// What an event loop watches, and what makes it readable.
pub(crate) fn wake_up() -> PyResult<(Arc<EventFd>, impl Fn() + Send + Sync + 'static)> {
    let flags = EfdFlags::EFD_NONBLOCK | EfdFlags::EFD_CLOEXEC;
    let wake = Arc::new(EventFd::from_flags(flags).map_err(system)?);
    let bell = Arc::clone(&wake);
    let ring = move || {
        // Fails only when the counter is full, and then the loop is awake anyway.
        let _ = bell.write(1);
    };
    Ok((wake, ring))
}

fn parse_route(name: &str, call: u64) -> PyResult<Route> {
    let route = match name {
        "forward" => Route::Forward,
        "transcode" => Route::Transcode,
        "agent" => Route::Agent,
        "listen" => Route::Listen,
        "call" => Route::Call(CallId::from_u64(call)),
        other => {
            return Err(PyValueError::new_err(format!(
                "route: {other:?} is none of forward, transcode, agent, listen, call"
            )));
        }
    };
    if (call == 0) == matches!(route, Route::Call(_)) {
        return Err(PyValueError::new_err(
            "call: the route \"call\" needs one, and no other route has any",
        ));
    }
    Ok(route)
}

fn parse_hears(name: &str) -> PyResult<Hears> {
    match name {
        "each" => Ok(Hears::Each),
        "mix" => Ok(Hears::Mix),
        "nothing" => Ok(Hears::Nothing),
        other => Err(PyValueError::new_err(format!(
            "hears: {other:?} is none of each, mix, nothing"
        ))),
    }
}

fn parse_format(name: &str) -> PyResult<RecordingFormat> {
    match name {
        "ogg" => Ok(RecordingFormat::OggOpus),
        "wav" => Ok(RecordingFormat::Wav),
        other => Err(PyValueError::new_err(format!(
            "file_format: {other:?} is none of ogg, wav"
        ))),
    }
}

/// A session alone, or with the place that it has in a call.
fn recorded(session: SessionId, call: u64) -> Recorded {
    match call {
        0 => Recorded::Session(session),
        call => Recorded::Place {
            call: CallId::from_u64(call),
            session,
        },
    }
}

/// Which samples belong to whom; the lengths have to add up.
fn items(
    sessions: &[u64],
    lengths: &[u32],
    samples: usize,
) -> PyResult<Vec<(SessionId, Range<usize>)>> {
    let mut start = 0;
    let mut items = Vec::with_capacity(sessions.len());
    for (session, length) in sessions.iter().zip(lengths) {
        let end = start + *length as usize;
        items.push((SessionId::from_u64(*session), start..end));
        start = end;
    }
    if sessions.len() != lengths.len() || start != samples {
        return Err(PyValueError::new_err(format!(
            "lengths: {} sessions, {} lengths that add up to {start}, {samples} samples",
            sessions.len(),
            lengths.len()
        )));
    }
    Ok(items)
}

fn system(errno: Errno) -> PyErr {
    errors::engine(EngineError::System {
        what: "wake-up of the event loop",
        source: errno.into(),
    })
}
