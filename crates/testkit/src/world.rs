//! An engine, its callers and the networks between them, all on one virtual clock.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use jackfield_engine::{
    EngineConfig, EngineError, EventKind, Frames, Notice, Route, SessionId, VirtualEngine,
};
use jackfield_media::time::Timestamp;
use jackfield_webrtc::SessionError;

use crate::caller::{Caller, CallerConfig};
use crate::network::{Conditions, Network};

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

/// How finely callers are looked at while the engine is stalled.
const STALL_STEP: Duration = Duration::from_millis(5);

/// A call's two networks.
#[derive(Debug)]
struct Link {
    caller: Caller,
    session: SessionId,
    up: Network<Datagram>,
    down: Network<Datagram>,
    /// Nothing gets through in either direction.
    cut: bool,
}

#[derive(Debug, Clone)]
struct Datagram {
    source: SocketAddr,
    bytes: Vec<u8>,
}

impl AsRef<[u8]> for Datagram {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// See the module.
#[derive(Debug)]
pub struct World {
    engine: VirtualEngine,
    server: SocketAddr,
    epoch: Instant,
    seed: u64,
    now: Timestamp,
    links: Vec<Link>,
    notices: Vec<Notice>,
    frames: Frames,
    /// The host does not come to fetch.
    blocked: bool,
    /// Echo what Python would hear, as an agent does.
    echo: Option<Duration>,
    echoes: Vec<(Timestamp, SessionId, Vec<i16>)>,
}

impl World {
    /// A world without callers; every random thing in it follows from the seed.
    pub fn new(seed: u64, config: EngineConfig) -> Result<Self, WorldError> {
        #[allow(clippy::disallowed_methods, reason = "only differences of it are used")]
        let epoch = Instant::now();
        let server = SocketAddr::from(([203, 0, 113, 1], 5000));
        Ok(Self {
            engine: VirtualEngine::new(config, server, epoch)?,
            server,
            epoch,
            seed,
            now: Timestamp::ZERO,
            links: Vec::new(),
            notices: Vec::new(),
            frames: Frames::default(),
            blocked: false,
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
        let index = self.links.len();
        let host = u8::try_from(index % 250).unwrap_or(0) + 1;
        let port = 20_000 + u16::try_from(index / 250).unwrap_or(0);
        let address = SocketAddr::from(([198, 51, 100, host], port));
        let mut caller = Caller::new(caller, address, self.epoch, self.now)?;
        let session = self.engine.open(caller.offer(), route);
        self.collect();
        let answer = self
            .notices
            .iter()
            .find(|notice| notice.session == session)
            .cloned();
        match answer {
            Some(notice) if notice.kind == EventKind::Opened => caller.accept(&notice.text)?,
            other => return Err(WorldError::Refused(format!("{other:?}"))),
        }
        let seed = self.seed.wrapping_mul(1_000).wrapping_add(index as u64 * 2);
        self.links.push(Link {
            caller,
            session,
            up: Network::new(seed, *conditions),
            down: Network::new(seed + 1, *conditions),
            cut: false,
        });
        Ok(index)
    }

    /// A caller.
    ///
    /// # Panics
    /// When there is none of that index.
    #[allow(
        clippy::indexing_slicing,
        reason = "a wrong index is a bug of the test"
    )]
    pub fn caller(&mut self, index: usize) -> &mut Caller {
        &mut self.links[index].caller
    }

    /// The engine's name of a caller's session.
    pub fn session(&self, index: usize) -> Option<SessionId> {
        self.links.get(index).map(|link| link.session)
    }

    /// Changes both networks of a caller.
    pub fn set_conditions(&mut self, index: usize, conditions: &Conditions) {
        if let Some(link) = self.links.get_mut(index) {
            link.up.set_conditions(*conditions);
            link.down.set_conditions(*conditions);
        }
    }

    /// Cuts a caller's wire, or mends it.
    pub fn set_cut(&mut self, index: usize, cut: bool) {
        if let Some(link) = self.links.get_mut(index) {
            link.cut = cut;
        }
    }

    /// The engine, for commands.
    pub fn engine(&mut self) -> &mut VirtualEngine {
        &mut self.engine
    }

    /// Virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
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
        let end = self.now + time;
        loop {
            self.exchange()?;
            let Some(next) = self.next_event().filter(|at| *at <= end) else {
                break;
            };
            self.now = self.now.max(next);
        }
        self.now = end;
        self.exchange()
    }

    /// Lets time pass while the host is blocked: nothing is fetched from the engine.
    pub fn run_undrained(&mut self, time: Duration) -> Result<(), WorldError> {
        self.blocked = true;
        let result = self.run(time);
        self.blocked = false;
        self.collect();
        result
    }

    /// Lets time pass while the engine's worker is kept from its work.
    pub fn stall(&mut self, time: Duration) -> Result<(), WorldError> {
        let end = self.now + time;
        while self.now < end {
            self.now += STALL_STEP;
            self.run_callers(self.now)?;
            self.carry_up(self.now);
        }
        self.engine.stall(time);
        self.exchange()
    }

    fn next_event(&self) -> Option<Timestamp> {
        let links = self.links.iter().flat_map(|link| {
            [
                Some(link.caller.next_timeout()),
                link.up.next_arrival(),
                link.down.next_arrival(),
            ]
        });
        links
            .chain([self.engine.next_timeout()])
            .chain(self.echoes.iter().map(|(at, ..)| Some(*at)))
            .flatten()
            .filter(|at| *at > self.now)
            .min()
    }

    /// Moves everything that is due now, until nothing is.
    fn exchange(&mut self) -> Result<(), WorldError> {
        let now = self.now;
        loop {
            let mut moved = self.run_callers(now)?;
            moved |= self.carry_up(now);
            moved |= self.run_engine(now);
            if !moved {
                return Ok(());
            }
        }
    }

    fn carry_up(&mut self, now: Timestamp) -> bool {
        let mut moved = false;
        for link in &mut self.links {
            while let Some(datagram) = link.up.poll(now) {
                self.engine
                    .deliver_at(now, datagram.source, self.server, datagram.bytes);
                moved = true;
            }
        }
        moved
    }

    fn run_callers(&mut self, now: Timestamp) -> Result<bool, WorldError> {
        let mut moved = false;
        for link in &mut self.links {
            while let Some(datagram) = link.down.poll(now) {
                link.caller
                    .handle_datagram(now, datagram.source, &datagram.bytes);
                // One mutation, then a complete drain.
                moved |= link.run_caller(now)?;
            }
            moved |= link.run_caller(now)?;
        }
        Ok(moved)
    }

    fn run_engine(&mut self, now: Timestamp) -> bool {
        self.play_echoes(now);
        let mut moved = false;
        loop {
            let outgoing = self.engine.step(now);
            if outgoing.is_empty() {
                break;
            }
            moved = true;
            for item in outgoing {
                let link = self
                    .links
                    .iter_mut()
                    .find(|link| link.caller.address() == item.destination);
                if let Some(link) = link.filter(|link| !link.cut) {
                    let datagram = Datagram {
                        source: self.server,
                        bytes: item.datagram,
                    };
                    link.down.send(now, datagram);
                }
            }
        }
        if !self.blocked {
            self.collect();
        }
        moved
    }

    fn collect(&mut self) {
        let (notices, frames) = self.engine.drain();
        self.notices.extend(notices);
        if let Some(thinking) = self.echo {
            let width = frames.samples.len() / frames.sessions.len().max(1);
            for (row, session) in frames.samples.chunks(width.max(1)).zip(&frames.sessions) {
                let session = SessionId::from_u64(*session);
                self.echoes
                    .push((self.now + thinking, session, row.to_vec()));
            }
        }
        self.frames.sessions.extend(frames.sessions);
        self.frames.media_times.extend(frames.media_times);
        self.frames.kinds.extend(frames.kinds);
        self.frames.samples.extend(frames.samples);
    }

    fn play_echoes(&mut self, now: Timestamp) {
        for (_, session, samples) in self.echoes.extract_if(.., |(at, ..)| *at <= now) {
            let rate = u32::try_from(samples.len() * 50).unwrap_or(0);
            self.engine.send_audio(session, rate, &samples);
        }
    }
}

impl Link {
    fn run_caller(&mut self, now: Timestamp) -> Result<bool, WorldError> {
        let transmits = self.caller.run(now)?;
        let moved = !transmits.is_empty();
        for transmit in transmits {
            if !self.cut {
                let source = self.caller.address();
                let bytes = transmit.into_contents();
                self.up.send(now, Datagram { source, bytes });
            }
        }
        Ok(moved)
    }
}

#[cfg(test)]
mod tests;
