//! Two engines on one clock, with a network of a constant delay between them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use jackfield_engine::{
    EngineConfig, EventKind, Frames, Notice, RequestId, Route, SessionId, VirtualEngine,
};
use jackfield_media::time::Timestamp;

const DELAY: Duration = Duration::from_millis(10);

/// One engine, and what its host was given.
pub(crate) struct Side {
    pub(crate) engine: VirtualEngine,
    address: SocketAddr,
    pub(crate) notices: Vec<Notice>,
    pub(crate) frames: Frames,
}

/// See the module.
pub(crate) struct Duo {
    pub(crate) client: Side,
    pub(crate) server: Side,
    now: Timestamp,
}

impl Side {
    fn new(config: EngineConfig, address: &str, epoch: Instant) -> Self {
        let address = address.parse().unwrap();
        Self {
            engine: VirtualEngine::new(config, address, epoch, || {}).unwrap(),
            address,
            notices: Vec::new(),
            frames: Frames::default(),
        }
    }

    pub(crate) fn collect(&mut self) {
        let (notices, frames) = self.engine.drain();
        self.notices.extend(notices);
        self.frames.sessions.extend(frames.sessions);
        self.frames.sources.extend(frames.sources);
        self.frames.samples.extend(frames.samples);
    }

    /// The last notice of a kind.
    pub(crate) fn notice(&mut self, kind: EventKind) -> Option<Notice> {
        self.collect();
        let mut found = self.notices.iter().rev();
        found.find(|notice| notice.kind == kind).cloned()
    }

    /// Every message that came.
    pub(crate) fn messages(&mut self) -> Vec<Vec<u8>> {
        self.collect();
        let messages = self.notices.iter();
        messages
            .filter(|notice| notice.kind == EventKind::Message)
            .map(|notice| notice.data.clone())
            .collect()
    }
}

impl Duo {
    pub(crate) fn new(client: EngineConfig, server: EngineConfig) -> Self {
        #[allow(clippy::disallowed_methods, reason = "only differences of it are used")]
        let epoch = Instant::now();
        Self {
            client: Side::new(client, "198.51.100.1:4000", epoch),
            server: Side::new(server, "203.0.113.1:5000", epoch),
            now: Timestamp::ZERO,
        }
    }

    /// The client dials, the server answers; both sessions.
    pub(crate) fn dial(&mut self, client: Route, server: Route) -> (SessionId, SessionId) {
        let ours = self.dial_only(client);
        (ours, self.be_answered(ours, server))
    }

    /// The client dials, and nobody answers yet.
    pub(crate) fn dial_only(&mut self, client: Route) -> SessionId {
        let ours = self.client.engine.host().dial(client, false, 0).unwrap();
        self.run(Duration::ZERO);
        ours
    }

    /// The server answers what the client dialled last.
    pub(crate) fn be_answered(&mut self, ours: SessionId, server: Route) -> SessionId {
        let offer = self.client.notice(EventKind::Opened).unwrap().text;
        let theirs = self.server.engine.open(&offer, server).unwrap();
        let answer = self.server.notice(EventKind::Opened).unwrap().text;
        self.answer(ours, &answer);
        theirs
    }

    pub(crate) fn answer(&mut self, session: SessionId, answer: &str) -> RequestId {
        let host = self.client.engine.host();
        let request = host.accept_answer(session, answer).unwrap();
        self.run(Duration::ZERO);
        request
    }

    pub(crate) fn run(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            self.exchange();
            let due = [&self.client, &self.server];
            let due = due.iter().filter_map(|side| side.engine.next_timeout());
            let Some(next) = due.filter(|at| *at > self.now && *at <= end).min() else {
                break;
            };
            self.now = next;
        }
        self.now = end;
        self.exchange();
    }

    fn exchange(&mut self) {
        let Self {
            client,
            server,
            now,
        } = self;
        while carry(client, server, *now) | carry(server, client, *now) {}
    }
}

fn carry(from: &mut Side, to: &mut Side, now: Timestamp) -> bool {
    let leaving = from.engine.step(now);
    let moved = !leaving.is_empty();
    for item in leaving {
        assert_eq!(item.destination, to.address);
        to.engine
            .deliver_at(now + DELAY, from.address, to.address, item.datagram);
    }
    moved
}
