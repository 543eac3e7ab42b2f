//! Streams that speak WebSocket and were handed over: their sockets, and what waits for them.

use std::io::{self, IoSlice, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_websocket::{Backlog, Chunk, ChunkKind};
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::socket::setsockopt;
use nix::{getsockopt_impl, setsockopt_impl, sockopt_impl};
use rustc_hash::FxHashMap;

use crate::config::WebSocketConfig;
use crate::metrics::Counter;
use crate::traffic::StreamOutput;
use crate::{EngineError, Metrics, SessionId};

/// Read per turn and connection, so that none starves the others: a thousand of the shortest
/// messages.
const READ_BYTES: usize = 8 * 1024;
/// Pieces that are written with one call.
const PIECES: usize = 64;
/// Bytes the kernel holds unsent before it says that the peer reads too slowly: the audio that
/// waits is to wait here, where the oldest can go.
const UNSENT_BYTES: u32 = 4_096;

sockopt_impl!(
    /// Bounds what was written and not sent yet.
    NotSentLimit,
    Both,
    libc::IPPROTO_TCP,
    libc::TCP_NOTSENT_LOWAT,
    u32
);
/// How long the last bytes may take after a session's end.
const FAREWELL: Duration = Duration::from_secs(2);
const EVENTS: usize = 64;

/// A stream on its way to its worker.
#[derive(Debug)]
pub(crate) struct Adopted {
    /// The socket, non-blocking.
    pub(crate) socket: OwnedFd,
    /// To be sent first: the end of the opening handshake.
    pub(crate) greeting: Vec<u8>,
}

/// The streams of one worker.
#[derive(Debug)]
pub(super) struct StreamPort {
    epoll: Epoll,
    config: WebSocketConfig,
    connections: FxHashMap<SessionId, Connection>,
    /// Those with a deadline: they wait for their peer to read, or to go.
    watched: Vec<SessionId>,
    /// Those that were given something to send since the last [`StreamPort::flush`].
    touched: Vec<SessionId>,
    /// Those whose session is to be told that a picture was left out.
    lost: Vec<SessionId>,
}

#[derive(Debug)]
struct Connection {
    /// Or any other stream socket: the calls are the same.
    stream: TcpStream,
    backlog: Backlog,
    /// Since when nothing could be sent although something waits.
    blocked: Option<Timestamp>,
    /// The session is over since then: what waits is sent, then the peer closes the stream.
    over: Option<Timestamp>,
    /// To be flushed.
    touched: bool,
    /// More waits than may.
    overflowed: bool,
    /// The worker was told that the peer does not read.
    stalled: bool,
}

/// What a stream has for its session.
#[derive(Debug)]
pub(super) enum StreamInput<'a> {
    /// Bytes; none at all at the end.
    Bytes(&'a [u8]),
    /// Nothing could be sent for too long.
    Stalled,
    /// A picture was not sent, as those before it were not read.
    PictureLost,
}

impl StreamPort {
    pub(super) fn new(config: WebSocketConfig) -> Result<Self, EngineError> {
        let epoll =
            Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).map_err(|errno| EngineError::System {
                what: "epoll of streams",
                source: errno.into(),
            })?;
        Ok(Self {
            epoll,
            config,
            connections: FxHashMap::default(),
            watched: Vec::new(),
            touched: Vec::new(),
            lost: Vec::new(),
        })
    }

    /// Readable when [`StreamPort::poll`] has something to do.
    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.epoll.0.as_fd()
    }

    /// Takes a stream over for a session; false when the kernel does not let us.
    pub(super) fn adopt(&mut self, now: Timestamp, session: SessionId, adopted: Adopted) -> bool {
        let stream = TcpStream::from(adopted.socket);
        // Other kinds of sockets know no such option.
        let _ = stream.set_nodelay(true);
        let _ = setsockopt(&stream, NotSentLimit, &UNSENT_BYTES);
        let interest = EpollEvent::new(EpollFlags::EPOLLIN, session.as_u64());
        if stream.set_nonblocking(true).is_err() || self.epoll.add(&stream, interest).is_err() {
            return false;
        }
        let connection = Connection {
            stream,
            backlog: Backlog::new(self.config.output_limit, self.config.max_picture),
            blocked: None,
            over: None,
            touched: false,
            overflowed: false,
            stalled: false,
        };
        self.connections.insert(session, connection);
        let chunk = Chunk {
            kind: ChunkKind::Control,
            bytes: adopted.greeting,
        };
        let is_taken = self.push(now, session, chunk, &Metrics::default());
        self.flush(now);
        is_taken
    }

    /// Reads and writes what can be; what came goes to `deliver`.
    pub(super) fn poll(
        &mut self,
        now: Timestamp,
        mut deliver: impl FnMut(SessionId, StreamInput<'_>),
    ) {
        let mut events = [EpollEvent::empty(); EVENTS];
        let count = self
            .epoll
            .wait(&mut events, EpollTimeout::ZERO)
            .unwrap_or(0);
        let mut bytes = [0; READ_BYTES];
        for event in events.iter().take(count) {
            let session = SessionId::from_u64(event.data());
            if event.events().contains(EpollFlags::EPOLLOUT) {
                self.write(now, session);
            }
            let Some(connection) = self.connections.get_mut(&session) else {
                continue;
            };
            match connection.stream.read(&mut bytes) {
                Err(error) if is_transient(&error) => {}
                Ok(count @ 1..) => {
                    if connection.over.is_none() {
                        let received = bytes.get(..count).unwrap_or_default();
                        deliver(session, StreamInput::Bytes(received));
                    }
                }
                Ok(0) | Err(_) => {
                    self.remove(session);
                    deliver(session, StreamInput::Bytes(&[]));
                }
            }
        }
    }

    /// Takes what a worker has for a stream; [`StreamPort::flush`] sends it.
    pub(super) fn send(&mut self, now: Timestamp, output: StreamOutput, metrics: &Metrics) {
        let session = output.session;
        let Some(chunk) = output.chunk else {
            if let Some(connection) = self.connections.get_mut(&session) {
                connection.over = Some(now);
                self.finish(session);
                self.watch(session);
            }
            return;
        };
        let size = chunk.bytes.len() as u64;
        if self.push(now, session, chunk, metrics) {
            metrics.add(Counter::BytesSent, size);
            if let Some(arrival) = output.echo_of {
                metrics.note_hairpin(now.since(arrival));
            }
        }
    }

    /// Sends what was taken, as far as the peers take it: once per turn, however many messages.
    pub(super) fn flush(&mut self, now: Timestamp) {
        for session in std::mem::take(&mut self.touched) {
            if let Some(connection) = self.connections.get_mut(&session) {
                connection.touched = false;
                self.write(now, session);
            }
        }
    }

    /// When [`StreamPort::sweep`] has a deadline to look at.
    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        let deadline = |session| self.connections.get(session)?.deadline(&self.config);
        self.watched.iter().filter_map(deadline).min()
    }

    /// Tells whose pictures were left out, and gives up on peers that do not read.
    pub(super) fn sweep(
        &mut self,
        now: Timestamp,
        mut deliver: impl FnMut(SessionId, StreamInput<'_>),
    ) {
        for session in std::mem::take(&mut self.lost) {
            deliver(session, StreamInput::PictureLost);
        }
        let (config, connections) = (&self.config, &self.connections);
        let is_due = |session: &&SessionId| {
            let connection = connections.get(session);
            connection
                .and_then(|connection| connection.deadline(config))
                .is_some_and(|at| at <= now)
        };
        let due: Vec<SessionId> = self.watched.iter().filter(is_due).copied().collect();
        for session in due {
            let Some(connection) = self.connections.get_mut(&session) else {
                continue;
            };
            if connection.over.is_some() {
                self.remove(session);
            } else {
                connection.stalled = true;
                deliver(session, StreamInput::Stalled);
            }
        }
    }

    fn push(
        &mut self,
        now: Timestamp,
        session: SessionId,
        chunk: Chunk,
        metrics: &Metrics,
    ) -> bool {
        let is_full = |connection: &Connection| {
            connection.blocked.is_none() && connection.backlog.is_full_for(&chunk)
        };
        if self.connections.get(&session).is_some_and(is_full) {
            // Only what the peer does not read may go.
            self.write(now, session);
        }
        let Some(connection) = self.connections.get_mut(&session) else {
            return false;
        };
        let Ok(dropped) = connection.backlog.push(chunk) else {
            connection.overflowed = true;
            self.watch(session);
            return false;
        };
        metrics.add_audio(Counter::SamplesSlowReader, Duration::ZERO, dropped.audio);
        if dropped.pictures > 0 {
            metrics.add(Counter::PicturesSlowReader, dropped.pictures);
            if !self.lost.contains(&session) {
                self.lost.push(session);
            }
        }
        if connection.blocked.is_none() && !connection.touched {
            connection.touched = true;
            self.touched.push(session);
        }
        true
    }

    /// Writes what waits, as far as the peer takes it.
    fn write(&mut self, now: Timestamp, session: SessionId) {
        let Some(connection) = self.connections.get_mut(&session) else {
            return;
        };
        let was_blocked = connection.blocked.is_some();
        if connection.write(now).is_err() {
            // Reading tells the session: it finds the same error, or the end.
            connection.backlog = Backlog::new(Duration::ZERO, 0);
            connection.blocked = None;
        }
        let is_blocked = connection.blocked.is_some();
        if is_blocked != was_blocked {
            let mut interest = EpollFlags::EPOLLIN;
            interest.set(EpollFlags::EPOLLOUT, is_blocked);
            let mut event = EpollEvent::new(interest, session.as_u64());
            let _ = self.epoll.modify(&connection.stream, &mut event);
            self.watch(session);
        }
        self.finish(session);
    }

    /// Says that nothing more comes once the last bytes of a session that is over were taken.
    ///
    /// Closing at once would answer bytes that were not read with a reset, which can overtake the
    /// close frame.
    fn finish(&mut self, session: SessionId) {
        if let Some(connection) = self.connections.get_mut(&session)
            && connection.over.is_some()
            && connection.backlog.is_empty()
        {
            let _ = connection.stream.shutdown(Shutdown::Write);
        }
    }

    /// Notes whether a connection has a deadline.
    fn watch(&mut self, session: SessionId) {
        self.watched.retain(|other| *other != session);
        let connection = self.connections.get(&session);
        if connection.is_some_and(|connection| connection.deadline(&self.config).is_some()) {
            self.watched.push(session);
        }
    }

    fn remove(&mut self, session: SessionId) {
        if let Some(connection) = self.connections.remove(&session) {
            let _ = self.epoll.delete(&connection.stream);
            self.watched.retain(|other| *other != session);
        }
    }
}

impl Connection {
    fn write(&mut self, now: Timestamp) -> io::Result<()> {
        while !self.backlog.is_empty() {
            let mut pieces = [IoSlice::new(&[]); PIECES];
            let mut count = 0;
            for (piece, bytes) in pieces.iter_mut().zip(self.backlog.slices()) {
                *piece = IoSlice::new(bytes);
                count += 1;
            }
            let pieces = pieces.get(..count).unwrap_or_default();
            match self.stream.write_vectored(pieces) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    self.backlog.advance(count);
                    self.blocked = self.blocked.map(|_| now);
                }
                Err(error) if is_transient(&error) => {
                    self.blocked.get_or_insert(now);
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
        self.blocked = None;
        Ok(())
    }

    /// When the peer has to have read something.
    fn deadline(&self, config: &WebSocketConfig) -> Option<Timestamp> {
        match (self.over, self.blocked) {
            (Some(over), _) => Some(over + FAREWELL),
            (None, _) if self.overflowed && !self.stalled => Some(Timestamp::ZERO),
            (None, Some(since)) if !self.stalled => Some(since + config.stall_timeout),
            _ => None,
        }
    }
}

fn is_transient(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests;
