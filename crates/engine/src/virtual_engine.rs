//! The driver with a clock that only moves when told: whole calls, without thread or socket.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{CandidateKind, Certificate, LocalCandidate, Protocol};

use crate::command::{Command, Route};
use crate::hub::{Doorbell, Frames, Hub, Notice};
use crate::line::duration_of;
use crate::worker::{Incoming, Outgoing, Worker};
use crate::{EngineConfig, EngineError, Metrics, SessionId};

/// One worker in virtual time. Whoever steps it is its network.
#[derive(Debug)]
pub struct VirtualEngine {
    config: Arc<EngineConfig>,
    worker: Worker,
    hub: Arc<Hub>,
    now: Timestamp,
    serial: u64,
    in_flight: BTreeMap<(Timestamp, u64), Arriving>,
}

#[derive(Debug)]
struct Arriving {
    source: std::net::SocketAddr,
    destination: std::net::SocketAddr,
    datagram: Vec<u8>,
}

impl VirtualEngine {
    /// An engine at time zero, reachable at `address` in the imagined network.
    pub fn new(
        config: EngineConfig,
        address: std::net::SocketAddr,
        epoch: Instant,
    ) -> Result<Self, EngineError> {
        config.validate()?;
        let config = Arc::new(config);
        let frames = config.tap_ring.as_millis() / crate::config::FRAME.as_millis();
        let hub = Arc::new(Hub::new(
            Arc::new(Doorbell::new(|| {})),
            config.frame_samples(),
            usize::try_from(frames).unwrap_or(1),
        ));
        let candidate = LocalCandidate {
            protocol: Protocol::Udp,
            address,
            kind: CandidateKind::Host,
        };
        let worker = Worker::new(
            Arc::clone(&config),
            Certificate::generate()?,
            vec![candidate],
            Arc::clone(&hub),
            epoch,
        );
        Ok(Self {
            config,
            worker,
            hub,
            now: Timestamp::default(),
            serial: 0,
            in_flight: BTreeMap::new(),
        })
    }

    /// Virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Answers an offer; see [`VirtualEngine::drain`] for the answer.
    pub fn open(&mut self, offer: &str, route: Route) -> SessionId {
        self.serial += 1;
        let session = SessionId::new(self.serial, 0);
        self.worker.directory().insert(session);
        self.command(Command::Open {
            session,
            offer: offer.to_owned(),
            route,
        });
        session
    }

    /// Hands a command to the worker at once.
    pub fn command(&mut self, command: Command) {
        self.worker.handle_command(self.now, command);
    }

    /// Queues play-out as the host would; false over the limit.
    pub fn send_audio(&mut self, session: SessionId, rate: u32, samples: &[i16]) -> bool {
        let limit = self.config.playout_limit;
        let room = self
            .worker
            .directory()
            .get(session)
            .is_some_and(|shared| shared.reserve(duration_of(rate, samples.len()), limit));
        if room {
            self.command(Command::Play(crate::command::Play {
                rate,
                items: vec![(session, 0..samples.len())],
                samples: Arc::from(samples),
            }));
        }
        room
    }

    /// Has a datagram arrive at a later time.
    pub fn deliver_at(
        &mut self,
        at: Timestamp,
        source: std::net::SocketAddr,
        destination: std::net::SocketAddr,
        datagram: Vec<u8>,
    ) {
        self.serial += 1;
        let arriving = Arriving {
            source,
            destination,
            datagram,
        };
        self.in_flight
            .insert((at.max(self.now), self.serial), arriving);
    }

    /// When something happens next by itself.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        let arrival = self.in_flight.keys().next().map(|(at, _)| *at);
        [arrival, self.worker.next_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Moves the clock to `until` at most, stopping where datagrams leave: they are answered with
    /// the time they left at.
    pub fn step(&mut self, until: Timestamp) -> Vec<Outgoing> {
        loop {
            if !self.worker.outbox().is_empty() {
                return std::mem::take(self.worker.outbox());
            }
            let next = self.next_timeout().filter(|at| *at <= until);
            let Some(next) = next else {
                self.now = self.now.max(until);
                return Vec::new();
            };
            self.now = self.now.max(next);
            self.arrive();
            self.worker.handle_timeout(self.now);
        }
    }

    /// Lets time pass while the worker is kept from its work, as on an overloaded machine.
    pub fn stall(&mut self, time: Duration) {
        self.now += time;
    }

    /// Takes what waits for the host.
    pub fn drain(&mut self) -> (Vec<Notice>, Frames) {
        let (mut notices, mut frames) = (Vec::new(), Frames::default());
        self.hub.drain(usize::MAX, &mut notices, &mut frames);
        (notices, frames)
    }

    /// The worker's counters.
    pub fn metrics(&self) -> Arc<Metrics> {
        self.worker.metrics()
    }

    /// Sessions that live.
    pub fn session_count(&self) -> usize {
        self.worker.directory().len()
    }

    fn arrive(&mut self) {
        while let Some(entry) = self.in_flight.first_entry() {
            let (at, _) = *entry.key();
            if at > self.now {
                return;
            }
            let arriving = entry.remove();
            let incoming = Incoming {
                protocol: Protocol::Udp,
                source: arriving.source,
                destination: arriving.destination,
                arrival: at,
                datagram: &arriving.datagram,
            };
            self.worker.handle_datagram(self.now, &incoming);
        }
    }
}

#[cfg(test)]
mod tests;
