//! An engine, its callers and the networks between them, and the host in Rust that a test plays.

use std::time::Duration;

use jackfield_engine::{
    EngineConfig, EngineError, EventKind, Frames, Notice, Route, SessionId, VirtualEngine,
};
use jackfield_media::time::Timestamp;
use jackfield_webrtc::SessionError;

use crate::caller::{Caller, CallerConfig};
use crate::network::Conditions;
use crate::simulation::{Host, Simulation};

/// What a world cannot do.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The engine refused its configuration.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A caller's session failed.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The engine refused a caller.
    #[error("refused: {0}")]
    Refused(String),
}

/// See the module.
#[derive(Debug)]
pub struct World {
    simulation: Simulation,
    sessions: Vec<SessionId>,
    notices: Vec<Notice>,
    frames: Frames,
    /// Echo what Python would hear, as an agent does.
    echo: Option<Duration>,
    echoes: Vec<(Timestamp, SessionId, Vec<i16>)>,
}

impl World {
    /// A world without callers; every random thing in it follows from the seed.
    pub fn new(seed: u64, config: EngineConfig) -> Result<Self, WorldError> {
        Ok(Self {
            simulation: Simulation::new(seed, config, || {})?,
            sessions: Vec::new(),
            notices: Vec::new(),
            frames: Frames::default(),
            echo: None,
            echoes: Vec::new(),
        })
    }

    /// Plays every tapped frame back to its caller, after an agent's thinking time.
    pub fn echo_frames(&mut self, thinking: Duration) {
        self.echo = Some(thinking);
    }

    /// Adds a caller over a network of these conditions each way; answers its index.
    pub fn call(
        &mut self,
        route: Route,
        caller: &CallerConfig,
        conditions: &Conditions,
    ) -> Result<usize, WorldError> {
        let index = self.simulation.add_caller(caller, conditions)?;
        let offer = self.caller(index).offer().to_owned();
        let session = self.engine().open(&offer, route)?;
        self.sessions.push(session);
        self.collect();
        let answer = self
            .notices
            .iter()
            .find(|notice| notice.session == session)
            .cloned();
        match answer {
            Some(notice) if notice.kind == EventKind::Opened => {
                self.caller(index).accept(&notice.text)?;
                Ok(index)
            }
            other => Err(WorldError::Refused(format!("{other:?}"))),
        }
    }

    /// A caller.
    ///
    /// # Panics
    /// When there is none of that index.
    #[allow(clippy::expect_used, reason = "a wrong index is a bug of the test")]
    pub fn caller(&mut self, index: usize) -> &mut Caller {
        self.simulation.caller(index).expect("no such caller")
    }

    /// The engine's name of a caller's session.
    pub fn session(&self, index: usize) -> Option<SessionId> {
        self.sessions.get(index).copied()
    }

    /// Changes both networks of a caller.
    pub fn set_conditions(&mut self, index: usize, conditions: &Conditions) {
        self.simulation.set_conditions(index, conditions);
    }

    /// Cuts a caller's wire, or mends it.
    pub fn set_cut(&mut self, index: usize, cut: bool) {
        self.simulation.set_cut(index, cut);
    }

    /// The engine, for commands.
    pub fn engine(&mut self) -> &mut VirtualEngine {
        self.simulation.engine()
    }

    /// Virtual time.
    pub fn now(&self) -> Timestamp {
        self.simulation.now()
    }

    /// All notices so far.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// All frames that the engine tapped so far.
    pub fn frames(&self) -> &Frames {
        &self.frames
    }

    /// Whether a session got a notice of this kind.
    pub fn saw(&self, index: usize, kind: EventKind) -> bool {
        let session = self.session(index);
        self.notices
            .iter()
            .any(|notice| Some(notice.session) == session && notice.kind == kind)
    }

    /// Lets time pass.
    pub fn run(&mut self, time: Duration) -> Result<(), WorldError> {
        let end = self.now() + time;
        loop {
            self.play_echoes();
            let next_echo = self.echoes.iter().map(|(at, ..)| *at).min();
            let until = next_echo.map_or(end, |at| at.min(end));
            self.simulation.run_until(until, Host::Attentive)?;
            let was_called = self.engine().has_rung();
            self.collect();
            let is_due = next_echo.is_some_and(|at| at <= self.now());
            if self.now() >= end && !was_called && !is_due {
                return Ok(());
            }
        }
    }

    /// Lets time pass while the host is blocked: nothing is fetched from the engine.
    pub fn run_undrained(&mut self, time: Duration) -> Result<(), WorldError> {
        let end = self.now() + time;
        self.simulation.run_until(end, Host::Busy)?;
        self.collect();
        Ok(())
    }

    /// Lets time pass while the engine's worker is kept from its work.
    pub fn stall(&mut self, time: Duration) -> Result<(), WorldError> {
        self.simulation.stall(time)?;
        self.collect();
        Ok(())
    }

    fn collect(&mut self) {
        let (notices, frames) = self.engine().drain();
        self.notices.extend(notices);
        if let Some(thinking) = self.echo {
            let at = self.now() + thinking;
            let width = frames.samples.len() / frames.sessions.len().max(1);
            for (row, session) in frames.samples.chunks(width.max(1)).zip(&frames.sessions) {
                let session = SessionId::from_u64(*session);
                self.echoes.push((at, session, row.to_vec()));
            }
        }
        self.frames.sessions.extend(frames.sessions);
        self.frames.sources.extend(frames.sources);
        self.frames.media_times.extend(frames.media_times);
        self.frames.kinds.extend(frames.kinds);
        self.frames.samples.extend(frames.samples);
    }

    fn play_echoes(&mut self) {
        let now = self.now();
        let due = self.echoes.extract_if(.., |(at, ..)| *at <= now);
        for (_, session, samples) in due.collect::<Vec<_>>() {
            let rate = u32::try_from(samples.len() * 50).unwrap_or(0);
            self.engine().send_audio(session, rate, &samples);
        }
    }
}

#[cfg(test)]
mod tests;
