//! The driver with a clock that only moves when told: whole calls, without thread or socket.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{CandidateKind, LocalCandidate, Protocol};

use crate::command::{Command, Route};
use crate::driver::Mailbox;
use crate::engine::Engine;
use crate::hub::{Frames, Notice};
use crate::recorder::Desk;
use crate::traffic::{Incoming, Outgoing, StreamOutput};
use crate::worker::Worker;
use crate::{EngineConfig, EngineError, Metrics, SessionId};

/// One worker in virtual time. Whoever steps it is its network.
#[derive(Debug)]
pub struct VirtualEngine {
    host: Arc<Engine>,
    worker: Worker,
    mailbox: Arc<Mailbox>,
    recorder: Desk,
    now: Timestamp,
    serial: u64,
    in_flight: BTreeMap<(Timestamp, u64), Arriving>,
    /// The worker has ended its sessions.
    is_shut_down: bool,
}

#[derive(Debug)]
struct Arriving {
    source: SocketAddr,
    destination: SocketAddr,
    datagram: Vec<u8>,
}

impl VirtualEngine {
    /// An engine at time zero, reachable at `address` in the imagined network. `ring` is called
    /// when there is something for the host to drain.
    pub fn new(
        config: EngineConfig,
        address: SocketAddr,
        epoch: Instant,
        ring: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, EngineError> {
        let candidate = LocalCandidate {
            protocol: Protocol::Udp,
            address,
            kind: CandidateKind::Host,
        };
        let (host, worker, mailbox, recorder) =
            Engine::unthreaded(config, vec![candidate], epoch, ring)?;
        Ok(Self {
            host: Arc::new(host),
            worker,
            mailbox,
            recorder,
            now: Timestamp::default(),
            serial: 0,
            in_flight: BTreeMap::new(),
            is_shut_down: false,
        })
    }

    /// The engine as its host holds it. What it asks is done by the next
    /// [`VirtualEngine::step`], before time moves.
    pub fn host(&self) -> Arc<Engine> {
        Arc::clone(&self.host)
    }

    /// Whether the host was called to drain and has not come yet.
    pub fn has_rung(&self) -> bool {
        self.host.has_rung()
    }

    /// Virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Answers an offer at once; see [`VirtualEngine::drain`] for the answer.
    pub fn open(&mut self, offer: &str, route: Route) -> Result<SessionId, EngineError> {
        let session = self.host.open(offer, route)?;
        self.take_commands();
        Ok(session)
    }

    /// Begins a session over a stream that was upgraded to a WebSocket, and that the caller plays.
    pub fn open_socket(&mut self, route: Route) -> Result<SessionId, EngineError> {
        let session = self.host.open_stream(None, route)?;
        self.take_commands();
        Ok(session)
    }

    /// Has bytes of a session's stream arrive now; none at all end it.
    pub fn receive_stream(&mut self, session: SessionId, bytes: &[u8]) {
        self.worker.handle_stream(self.now, session, bytes);
    }

    /// Takes what waits for streams, to be called between steps.
    pub fn take_streams(&mut self) -> Vec<StreamOutput> {
        std::mem::take(self.worker.streams())
    }

    /// Hands a command to the worker at once.
    pub fn command(&mut self, command: Command) {
        self.worker.handle_command(self.now, command);
    }

    /// Queues play-out as the host would; false over the limit.
    pub fn send_audio(&mut self, session: SessionId, rate: u32, samples: &[i16]) -> bool {
        let items = [(session, 0..samples.len())];
        let taken = self.host.send_audio(rate, &items, samples);
        self.take_commands();
        taken == [true]
    }

    /// Has a datagram arrive at a later time.
    pub fn deliver_at(
        &mut self,
        at: Timestamp,
        source: SocketAddr,
        destination: SocketAddr,
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
        self.take_commands();
        loop {
            self.recorder.turn(self.now);
            self.worker.flush();
            if !self.worker.outbox().is_empty() {
                return std::mem::take(self.worker.outbox());
            }
            let next = self.next_timeout().filter(|at| *at <= until);
            let Some(next) = next else {
                self.now = self.now.max(until);
                self.recorder.turn(self.now);
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
        self.host.drain(usize::MAX)
    }

    /// The worker's counters.
    pub fn metrics(&self) -> Arc<Metrics> {
        self.worker.metrics()
    }

    /// Sessions that live.
    pub fn session_count(&self) -> usize {
        self.worker.directory().len()
    }

    fn take_commands(&mut self) {
        for command in self.mailbox.take() {
            self.worker.handle_command(self.now, command);
        }
        if self.mailbox.is_stopped() && !self.is_shut_down {
            self.is_shut_down = true;
            self.worker.shut_down(self.now);
            self.recorder.shut_down(self.now);
        }
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
