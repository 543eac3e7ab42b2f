//! ICE-TCP in its passive role (RFC 6544): a listener and its connections.
//!
//! Whoever connects is on probation until a session accepts its check. It has little time for that,
//! and it is the first to go when others want in.

mod probation;

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use jackfield_media::time::Timestamp;
use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use rustc_hash::FxHashMap;
use slab::Slab;

use super::framing::{Deframer, frame};
use crate::metrics::Counter;
use crate::{EngineConfig, EngineError, Metrics};
use probation::Probation;

/// Bytes that wait for a slow peer before its packets are dropped: about a second of audio.
const MAX_WAITING: usize = 64 * 1024;
/// Before its proof a connection sends checks, and those fit a packet: what announces more is none,
/// and is not held in memory until it is whole.
const MAX_CHECK: usize = 1500;
/// A connection that brings its session nothing for this long is closed: consent is over by then
/// (RFC 7675 §5.1).
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// How often idle connections are looked for, as that means looking at every one.
const IDLE_SWEEP: Duration = Duration::from_secs(1);
/// Read per turn and connection, so that none starves the others.
const READ_BYTES: usize = 16 * 1024;
const LISTENER: u64 = u64::MAX;
/// Nobody is accepted for so long when the process has no descriptor left: the listener stays
/// readable, and asking it again at once would be all that the thread does.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// A listener with what came through it.
#[derive(Debug)]
pub(super) struct TcpPort {
    listener: TcpListener,
    /// The candidate it stands for.
    pub(super) told: Vec<SocketAddr>,
    epoll: Epoll,
    limits: Limits,
    connections: Slab<Connection>,
    by_peer: FxHashMap<SocketAddr, usize>,
    probation: Probation,
    next_sweep: Timestamp,
    /// No descriptor was left; until then nobody is accepted.
    paused_until: Option<Timestamp>,
}

/// See [`EngineConfig`].
#[derive(Debug, Clone, Copy)]
struct Limits {
    connections: usize,
    unproven_per_address: usize,
    check_timeout: Duration,
}

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    deframer: Deframer,
    waiting: VecDeque<u8>,
    standing: Standing,
    /// Registered for writing too.
    blocked: bool,
}

/// What a session thinks of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// No session has accepted it since this time.
    Unproven(Timestamp),
    /// It last brought a session something at this time.
    Proven(Timestamp),
}

impl TcpPort {
    pub(super) fn bind(address: SocketAddr, config: &EngineConfig) -> Result<Self, EngineError> {
        let failed = |source: io::Error| EngineError::Socket {
            address: format!("tcp {address}"),
            source,
        };
        let listener = TcpListener::bind(address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let epoll =
            Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).map_err(|errno| failed(errno.into()))?;
        epoll
            .add(&listener, EpollEvent::new(EpollFlags::EPOLLIN, LISTENER))
            .map_err(|errno| failed(errno.into()))?;
        Ok(Self {
            listener,
            told: Vec::new(),
            epoll,
            limits: Limits {
                connections: config.tcp_connections,
                unproven_per_address: config.tcp_unproven_per_address,
                check_timeout: config.tcp_check_timeout,
            },
            connections: Slab::new(),
            by_peer: FxHashMap::default(),
            probation: Probation::default(),
            next_sweep: Timestamp::ZERO,
            paused_until: None,
        })
    }

    /// Readable when [`TcpPort::poll`] has something to do.
    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.epoll.0.as_fd()
    }

    /// Accepts, reads and writes what can be; datagrams go to `deliver` with their sender, and it
    /// answers whether that is a session's peer.
    pub(super) fn poll(
        &mut self,
        now: Timestamp,
        metrics: &Metrics,
        mut deliver: impl FnMut(SocketAddr, &[u8]) -> bool,
    ) {
        let mut events = [EpollEvent::empty(); 64];
        let count = self
            .epoll
            .wait(&mut events, EpollTimeout::ZERO)
            .unwrap_or(0);
        for event in events.iter().take(count) {
            if event.data() == LISTENER {
                self.accept(now, metrics);
            } else if let Ok(key) = usize::try_from(event.data()) {
                match self.turn(key, now, event.events(), &mut deliver) {
                    Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                        self.close(key, metrics, Counter::TcpClosedMalformed);
                    }
                    Err(_) => self.close(key, metrics, Counter::TcpClosedPeer),
                    Ok(()) => {}
                }
            }
        }
    }

    /// Sends a datagram; false when its connection is gone or too slow for it.
    pub(super) fn send(&mut self, metrics: &Metrics, peer: SocketAddr, datagram: &[u8]) -> bool {
        let Some(key) = self.by_peer.get(&peer).copied() else {
            return false;
        };
        let Some(connection) = self.connections.get_mut(key) else {
            return false;
        };
        let Some(framed) = frame(datagram) else {
            return false;
        };
        if connection.waiting.len() + framed.len() > MAX_WAITING {
            return false;
        }
        connection.waiting.extend(framed);
        if connection.write(&self.epoll, key).is_err() {
            self.close(key, metrics, Counter::TcpClosedPeer);
            return false;
        }
        true
    }

    /// When [`TcpPort::sweep`] has a deadline to look at.
    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        let unproven = self.probation.oldest();
        let check = unproven.map(|(since, _)| since + self.limits.check_timeout);
        [check, self.paused_until].into_iter().flatten().min()
    }

    /// A session does not know this peer any more: its connection is like any stranger's.
    pub(super) fn forget(&mut self, now: Timestamp, peer: SocketAddr) {
        let Some(key) = self.by_peer.get(&peer).copied() else {
            return;
        };
        let Some(connection) = self.connections.get_mut(key) else {
            return;
        };
        if matches!(connection.standing, Standing::Proven(_)) {
            connection.standing = Standing::Unproven(now);
            self.probation.begin(now, peer.ip(), key);
        }
    }

    /// Closes connections that did not prove themselves in time, and those that nobody uses.
    pub(super) fn sweep(&mut self, now: Timestamp, metrics: &Metrics) {
        while let Some((since, key)) = self.probation.oldest()
            && now >= since + self.limits.check_timeout
        {
            self.close(key, metrics, Counter::TcpClosedUnproven);
        }
        if self.paused_until.is_some_and(|until| now >= until) {
            self.listen(None);
        }
        if now < self.next_sweep {
            return;
        }
        self.next_sweep = now + IDLE_SWEEP;
        let idle: Vec<usize> = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.is_idle(now))
            .map(|(key, _)| key)
            .collect();
        for key in idle {
            self.close(key, metrics, Counter::TcpClosedIdle);
        }
    }

    fn accept(&mut self, now: Timestamp, metrics: &Metrics) {
        loop {
            let (stream, peer) = match self.listener.accept() {
                Ok(accepted) => accepted,
                Err(error) if is_exhaustion(&error) => {
                    metrics.increment(Counter::TcpClosedDescriptors);
                    return self.listen(Some(now + ACCEPT_PAUSE));
                }
                Err(_) => return,
            };
            if !self.make_room(peer, metrics) {
                metrics.increment(Counter::TcpClosedFull);
                continue;
            }
            if stream.set_nonblocking(true).is_err() || stream.set_nodelay(true).is_err() {
                continue;
            }
            let entry = self.connections.vacant_entry();
            let key = entry.key();
            let interest = EpollEvent::new(EpollFlags::EPOLLIN, key as u64);
            if self.epoll.add(&stream, interest).is_ok() {
                entry.insert(Connection {
                    stream,
                    peer,
                    deframer: Deframer::default(),
                    waiting: VecDeque::new(),
                    standing: Standing::Unproven(now),
                    blocked: false,
                });
                self.by_peer.insert(peer, key);
                self.probation.begin(now, peer.ip(), key);
            }
        }
    }

    /// Accepts again, or not until then.
    fn listen(&mut self, paused_until: Option<Timestamp>) {
        let interest = if paused_until.is_some() {
            EpollFlags::empty()
        } else {
            EpollFlags::EPOLLIN
        };
        let mut event = EpollEvent::new(interest, LISTENER);
        // Fails for no listener that was added; then it goes on as it was.
        if self.epoll.modify(&self.listener, &mut event).is_ok() {
            self.paused_until = paused_until;
        }
    }

    /// Closes an unproven connection where a limit is reached: one of the same address, which may
    /// crowd out only itself, else the oldest. False when all have proven themselves.
    fn make_room(&mut self, peer: SocketAddr, metrics: &Metrics) -> bool {
        let limit = self.limits.unproven_per_address;
        if let Some(key) = self.probation.oldest_over(limit, peer.ip()) {
            self.close(key, metrics, Counter::TcpClosedAddress);
        }
        if self.connections.len() < self.limits.connections {
            return true;
        }
        let Some((_, key)) = self.probation.oldest() else {
            return false;
        };
        self.close(key, metrics, Counter::TcpClosedEvicted);
        true
    }

    fn turn(
        &mut self,
        key: usize,
        now: Timestamp,
        ready: EpollFlags,
        deliver: &mut impl FnMut(SocketAddr, &[u8]) -> bool,
    ) -> io::Result<()> {
        let Some(connection) = self.connections.get_mut(key) else {
            return Ok(());
        };
        if ready.contains(EpollFlags::EPOLLOUT) {
            connection.write(&self.epoll, key)?;
        }
        if ready.intersects(EpollFlags::EPOLLIN | EpollFlags::EPOLLHUP | EpollFlags::EPOLLERR) {
            let before = connection.standing;
            let read = connection.read(now, deliver);
            let (after, address) = (connection.standing, connection.peer.ip());
            if let Standing::Unproven(since) = before {
                self.probation.end(since, address, key);
            }
            if let Standing::Unproven(since) = after {
                self.probation.begin(since, address, key);
            }
            read?;
        }
        Ok(())
    }

    fn close(&mut self, key: usize, metrics: &Metrics, reason: Counter) {
        let Some(connection) = self.connections.try_remove(key) else {
            return;
        };
        metrics.increment(reason);
        self.by_peer.remove(&connection.peer);
        if let Standing::Unproven(since) = connection.standing {
            self.probation.end(since, connection.peer.ip(), key);
        }
        let _ = self.epoll.delete(&connection.stream);
    }
}

/// Nothing is left to accept a connection with: descriptors of the process or the machine, memory.
fn is_exhaustion(error: &io::Error) -> bool {
    let exhausted = [Errno::EMFILE, Errno::ENFILE, Errno::ENOBUFS, Errno::ENOMEM];
    error
        .raw_os_error()
        .is_some_and(|code| exhausted.contains(&Errno::from_raw(code)))
}

impl Connection {
    fn is_idle(&self, now: Timestamp) -> bool {
        matches!(self.standing, Standing::Proven(last) if now.since(last) > IDLE_TIMEOUT)
    }

    fn read(
        &mut self,
        now: Timestamp,
        deliver: &mut impl FnMut(SocketAddr, &[u8]) -> bool,
    ) -> io::Result<()> {
        let mut bytes = [0; READ_BYTES];
        match self.stream.read(&mut bytes) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => self.deframer.push(bytes.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        while let Some(datagram) = self.deframer.next() {
            self.standing = match (deliver(self.peer, datagram), self.standing) {
                (true, _) => Standing::Proven(now),
                // The session it belonged to is over.
                (false, Standing::Proven(_)) => Standing::Unproven(now),
                (false, unproven) => unproven,
            };
        }
        let unproven = matches!(self.standing, Standing::Unproven(_));
        if unproven && self.deframer.announced() > MAX_CHECK {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(())
    }

    fn write(&mut self, epoll: &Epoll, key: usize) -> io::Result<()> {
        while !self.waiting.is_empty() {
            let (first, _) = self.waiting.as_slices();
            match self.stream.write(first) {
                Ok(count) => drop(self.waiting.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        let blocked = !self.waiting.is_empty();
        if blocked != self.blocked {
            self.blocked = blocked;
            let mut interest = EpollFlags::EPOLLIN;
            interest.set(EpollFlags::EPOLLOUT, blocked);
            epoll.modify(&self.stream, &mut EpollEvent::new(interest, key as u64))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
