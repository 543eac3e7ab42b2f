//! A caller and a server, and what lies between them.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{
    Direction, Event, IceMode, MediaKind, MediaRequest, Output, Protocol, Session, SessionConfig,
    SessionError,
};

use super::config::{CALLER, SERVER, config};

/// More than this at once is no answer to anything.
const MAX_OUTPUTS: usize = 10_000;
/// A deadline that is still due after this many time-outs keeps a processor busy for ever.
const MAX_ROUNDS: usize = 100;
/// Datagrams on their way that are remembered to be sent again.
const MAX_SEEN: usize = 64;
const STEP: Duration = Duration::from_millis(20);
const MAX_STEPS: usize = 100;

/// What a session said until it had nothing more to say.
#[derive(Debug, Default)]
pub struct Drained {
    /// For the network, with its destination.
    pub datagrams: Vec<(SocketAddr, Vec<u8>)>,
    /// For the application.
    pub events: Vec<Event>,
}

/// One end.
pub struct Side {
    /// Its session.
    pub session: Session,
    /// Where it is.
    pub address: SocketAddr,
    /// What is on its way to it.
    pub queue: VecDeque<Vec<u8>>,
    /// Whether ICE and DTLS came up.
    pub connected: bool,
    /// Whether it said that nothing follows.
    pub closed: bool,
    /// The payloads it heard.
    pub heard: Vec<Vec<u8>>,
}

/// Both ends.
pub struct Pair {
    /// Caller and server.
    pub sides: Vec<Side>,
    /// The time at both.
    pub now: Timestamp,
    /// The last datagrams that were delivered.
    pub seen: VecDeque<Vec<u8>>,
}

impl Pair {
    /// An offer with `extra` at its end, answered; `None` when either end does not take it.
    pub fn new(server: &SessionConfig, extra: &str) -> Option<Self> {
        let now = Timestamp::ZERO;
        let media = [MediaKind::Audio, MediaKind::Video].map(|kind| MediaRequest {
            kind,
            direction: Direction::SendRecv,
        });
        let caller = config(CALLER, IceMode::Full);
        let (mut caller, offer, pending) = Session::offer(&caller, now, &media).expect("an offer");
        let (server, answer) = Session::answer(server, now, &(offer + extra)).ok()?;
        caller.accept_answer(pending, &answer).ok()?;
        Some(Self {
            sides: vec![Side::new(caller, CALLER), Side::new(server, SERVER)],
            now,
            seen: VecDeque::new(),
        })
    }

    /// Lets time pass and everything arrive, until both ends are connected or will never be.
    pub fn connect(&mut self) -> Result<(), SessionError> {
        for _ in 0..MAX_STEPS {
            self.wait(STEP)?;
            self.exchange()?;
            if self.sides.iter().all(|side| side.connected) {
                break;
            }
        }
        Ok(())
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Duration) -> Result<(), SessionError> {
        self.now += time;
        for side in 0..self.sides.len() {
            self.sides[side].session.handle_timeout(self.now)?;
            self.settle(side)?;
        }
        Ok(())
    }

    /// Delivers everything that is on its way, and what that leads to.
    pub fn exchange(&mut self) -> Result<(), SessionError> {
        for _ in 0..MAX_ROUNDS {
            let mut moved = false;
            for side in 0..self.sides.len() {
                while let Some(datagram) = self.sides[side].queue.pop_front() {
                    self.deliver(side, &datagram)?;
                    moved = true;
                }
            }
            if !moved {
                return Ok(());
            }
        }
        panic!("two ends answer each other for ever");
    }

    /// Delivers what the other end sent.
    pub fn deliver(&mut self, side: usize, datagram: &[u8]) -> Result<(), SessionError> {
        if self.seen.len() == MAX_SEEN {
            self.seen.pop_front();
        }
        self.seen.push_back(datagram.to_vec());
        let source = self.sides[1 - side].address;
        self.inject(side, Protocol::Udp, source, datagram)
    }

    /// Delivers anything.
    pub fn inject(
        &mut self,
        side: usize,
        protocol: Protocol,
        source: SocketAddr,
        datagram: &[u8],
    ) -> Result<(), SessionError> {
        let end = &mut self.sides[side];
        let taken = end
            .session
            .handle_datagram(self.now, protocol, source, end.address, datagram);
        match taken {
            Ok(()) | Err(SessionError::Malformed(_) | SessionError::Flooded) => self.settle(side),
            Err(error) => Err(error),
        }
    }

    /// Takes everything that a session has to say.
    pub fn settle(&mut self, side: usize) -> Result<(), SessionError> {
        let drained = drain(&mut self.sides[side].session, self.now)?;
        for event in drained.events {
            self.sides[side].note(event);
        }
        let other = &mut self.sides[1 - side];
        for (destination, datagram) in drained.datagrams {
            if destination == other.address {
                other.queue.push_back(datagram);
            }
        }
        Ok(())
    }
}

impl Side {
    fn new(session: Session, address: SocketAddr) -> Self {
        Self {
            session,
            address,
            queue: VecDeque::new(),
            connected: false,
            closed: false,
            heard: Vec::new(),
        }
    }

    fn note(&mut self, event: Event) {
        assert!(!self.closed, "{event:?} after the end");
        match event {
            Event::Connected => self.connected = true,
            Event::Closed => self.closed = true,
            Event::Rtp(packet) => self.heard.push(packet.payload.to_vec()),
            _ => {}
        }
    }
}

/// Takes everything that a session has to say, and drives what is due.
pub fn drain(session: &mut Session, now: Timestamp) -> Result<Drained, SessionError> {
    let mut drained = Drained::default();
    for _ in 0..MAX_ROUNDS {
        let due = drain_until_timeout(session, &mut drained)?;
        let closed = drained
            .events
            .iter()
            .any(|event| matches!(event, Event::Closed));
        if due > now || closed {
            return Ok(drained);
        }
        session.handle_timeout(now)?;
    }
    panic!("a deadline never passes");
}

fn drain_until_timeout(
    session: &mut Session,
    drained: &mut Drained,
) -> Result<Timestamp, SessionError> {
    for _ in 0..MAX_OUTPUTS {
        match session.poll_output()? {
            Output::Timeout(due) => return Ok(due),
            Output::Event(event) => drained.events.push(event),
            Output::Transmit(transmit) => {
                let destination = transmit.destination;
                drained
                    .datagrams
                    .push((destination, transmit.into_contents()));
            }
        }
    }
    panic!("a session never ends talking");
}
