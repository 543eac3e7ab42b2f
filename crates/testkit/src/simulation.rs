//! An engine, its callers and the networks between them on one virtual clock. The host is whoever
//! steps it: a test's [`World`](crate::world::World), or Python.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use jackfield_engine::{EngineConfig, EngineError, VirtualEngine};
use jackfield_media::time::Timestamp;
use jackfield_webrtc::SessionError;

use crate::caller::{Caller, CallerConfig};
use crate::network::{Conditions, Network};

/// How finely callers are looked at while the engine is stalled.
const STALL_STEP: Duration = Duration::from_millis(5);

/// Whether time stands still when the engine has something for its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// It comes at once: time stops for it.
    Attentive,
    /// It is busy: time goes on without it.
    Busy,
}

/// See the module.
#[derive(Debug)]
pub struct Simulation {
    engine: VirtualEngine,
    server: SocketAddr,
    epoch: Instant,
    seed: u64,
    now: Timestamp,
    links: Vec<Link>,
}

/// A caller's two networks.
#[derive(Debug)]
struct Link {
    caller: Caller,
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

impl Simulation {
    /// Nobody calls yet; every random thing that is to come follows from the seed. `ring` is called
    /// when the host should drain the engine.
    pub fn new(
        seed: u64,
        config: EngineConfig,
        ring: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, EngineError> {
        #[allow(clippy::disallowed_methods, reason = "only differences of it are used")]
        let epoch = Instant::now();
        let server = SocketAddr::from(([203, 0, 113, 1], 5000));
        Ok(Self {
            engine: VirtualEngine::new(config, server, epoch, ring)?,
            server,
            epoch,
            seed,
            now: Timestamp::ZERO,
            links: Vec::new(),
        })
    }

    /// Adds a caller over a network of these conditions each way; answers its index. It is silent
    /// until it has accepted an answer to its offer.
    pub fn add_caller(
        &mut self,
        caller: &CallerConfig,
        conditions: &Conditions,
    ) -> Result<usize, SessionError> {
        let index = self.links.len();
        let host = u8::try_from(index % 250).unwrap_or(0) + 1;
        let port = 20_000 + u16::try_from(index / 250).unwrap_or(0);
        let address = SocketAddr::from(([198, 51, 100, host], port));
        let caller = Caller::new(caller, address, self.epoch, self.now)?;
        let seed = self.seed.wrapping_mul(1_000).wrapping_add(index as u64 * 2);
        self.links.push(Link {
            caller,
            up: Network::new(seed, *conditions),
            down: Network::new(seed.wrapping_add(1), *conditions),
            cut: false,
        });
        Ok(index)
    }

    /// A caller, if there is one of that index.
    pub fn caller(&mut self, index: usize) -> Option<&mut Caller> {
        Some(&mut self.links.get_mut(index)?.caller)
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

    /// The engine, for its host.
    pub fn engine(&mut self) -> &mut VirtualEngine {
        &mut self.engine
    }

    /// Virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether anything would happen if time went on.
    pub fn has_next_event(&self) -> bool {
        self.next_event().is_some()
    }

    /// Lets time pass until then, or until the engine calls an attentive host.
    pub fn run_until(&mut self, until: Timestamp, host: Host) -> Result<(), SessionError> {
        loop {
            self.exchange()?;
            if host == Host::Attentive && self.engine.has_rung() {
                return Ok(());
            }
            let Some(next) = self.next_event().filter(|at| *at <= until) else {
                break;
            };
            self.now = self.now.max(next);
        }
        self.now = self.now.max(until);
        self.exchange()
    }

    /// Lets time pass while the engine's worker is kept from its work.
    pub fn stall(&mut self, time: Duration) -> Result<(), SessionError> {
        let end = self.now + time;
        while self.now < end {
            self.now += STALL_STEP;
            self.run_callers()?;
            self.carry_up();
        }
        self.engine.stall(time);
        self.exchange()
    }

    fn next_event(&self) -> Option<Timestamp> {
        let links = self.links.iter().filter(|link| link.caller.is_answered());
        links
            .flat_map(|link| {
                [
                    Some(link.caller.next_timeout()),
                    link.up.next_arrival(),
                    link.down.next_arrival(),
                ]
            })
            .chain([self.engine.next_timeout()])
            .flatten()
            .filter(|at| *at > self.now)
            .min()
    }

    /// Moves everything that is due now, until nothing is.
    fn exchange(&mut self) -> Result<(), SessionError> {
        loop {
            let mut moved = self.run_callers()?;
            moved |= self.carry_up();
            moved |= self.run_engine();
            if !moved {
                return Ok(());
            }
        }
    }

    fn carry_up(&mut self) -> bool {
        let mut moved = false;
        for link in &mut self.links {
            while let Some(datagram) = link.up.poll(self.now) {
                self.engine
                    .deliver_at(self.now, datagram.source, self.server, datagram.bytes);
                moved = true;
            }
        }
        moved
    }

    fn run_callers(&mut self) -> Result<bool, SessionError> {
        let now = self.now;
        let mut moved = false;
        for link in &mut self.links {
            if !link.caller.is_answered() {
                continue;
            }
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

    fn run_engine(&mut self) -> bool {
        let now = self.now;
        let mut moved = false;
        loop {
            let outgoing = self.engine.step(now);
            if outgoing.is_empty() {
                return moved;
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
    }
}

impl Link {
    fn run_caller(&mut self, now: Timestamp) -> Result<bool, SessionError> {
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
