//! ICE-TCP in its passive role (RFC 6544): a listener and its connections.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use jackfield_media::time::Timestamp;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use rustc_hash::FxHashMap;
use slab::Slab;

use super::framing::{Deframer, frame};
use crate::EngineError;

/// Connections that may be open at once.
const MAX_CONNECTIONS: usize = 4096;
/// Bytes that wait for a slow peer before its packets are dropped: about a second of audio.
const MAX_WAITING: usize = 64 * 1024;
/// A connection that carries nothing for this long is closed: calls are checked every few seconds.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Read per turn and connection, so that none starves the others.
const READ_BYTES: usize = 16 * 1024;
const LISTENER: u64 = u64::MAX;

/// A listener with what came through it.
#[derive(Debug)]
pub(super) struct TcpPort {
    listener: TcpListener,
    /// The candidate it stands for.
    pub(super) told: Vec<SocketAddr>,
    epoll: Epoll,
    connections: Slab<Connection>,
    by_peer: FxHashMap<SocketAddr, usize>,
}

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    deframer: Deframer,
    waiting: VecDeque<u8>,
    last_used: Timestamp,
    /// Registered for writing too.
    blocked: bool,
}

impl TcpPort {
    pub(super) fn bind(address: SocketAddr) -> Result<Self, EngineError> {
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
            connections: Slab::new(),
            by_peer: FxHashMap::default(),
        })
    }

    /// Readable when [`TcpPort::poll`] has something to do.
    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.epoll.0.as_fd()
    }

    /// Accepts, reads and writes what can be; datagrams go to `deliver` with their sender.
    pub(super) fn poll(&mut self, now: Timestamp, mut deliver: impl FnMut(SocketAddr, &[u8])) {
        let mut events = [EpollEvent::empty(); 64];
        let count = self
            .epoll
            .wait(&mut events, EpollTimeout::ZERO)
            .unwrap_or(0);
        for event in events.iter().take(count) {
            if event.data() == LISTENER {
                self.accept(now);
            } else if let Ok(key) = usize::try_from(event.data()) {
                let gone = self.turn(key, now, event.events(), &mut deliver).is_err();
                if gone {
                    self.remove(key);
                }
            }
        }
    }

    /// Sends a datagram; false when its connection is gone or too slow for it.
    pub(super) fn send(&mut self, now: Timestamp, peer: SocketAddr, datagram: &[u8]) -> bool {
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
        connection.last_used = now;
        connection.waiting.extend(framed);
        if connection.write(&self.epoll, key).is_err() {
            self.remove(key);
            return false;
        }
        true
    }

    /// Closes connections that nobody uses.
    pub(super) fn sweep(&mut self, now: Timestamp) {
        let idle: Vec<usize> = self
            .connections
            .iter()
            .filter(|(_, connection)| now.since(connection.last_used) > IDLE_TIMEOUT)
            .map(|(key, _)| key)
            .collect();
        for key in idle {
            self.remove(key);
        }
    }

    fn accept(&mut self, now: Timestamp) {
        while let Ok((stream, peer)) = self.listener.accept() {
            if self.connections.len() >= MAX_CONNECTIONS
                || stream.set_nonblocking(true).is_err()
                || stream.set_nodelay(true).is_err()
            {
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
                    last_used: now,
                    blocked: false,
                });
                self.by_peer.insert(peer, key);
            }
        }
    }

    fn turn(
        &mut self,
        key: usize,
        now: Timestamp,
        ready: EpollFlags,
        deliver: &mut impl FnMut(SocketAddr, &[u8]),
    ) -> io::Result<()> {
        let Some(connection) = self.connections.get_mut(key) else {
            return Ok(());
        };
        if ready.contains(EpollFlags::EPOLLOUT) {
            connection.write(&self.epoll, key)?;
        }
        if ready.intersects(EpollFlags::EPOLLIN | EpollFlags::EPOLLHUP | EpollFlags::EPOLLERR) {
            connection.last_used = now;
            connection.read(deliver)?;
        }
        Ok(())
    }

    fn remove(&mut self, key: usize) {
        if let Some(connection) = self.connections.try_remove(key) {
            self.by_peer.remove(&connection.peer);
            let _ = self.epoll.delete(&connection.stream);
        }
    }
}

impl Connection {
    fn read(&mut self, deliver: &mut impl FnMut(SocketAddr, &[u8])) -> io::Result<()> {
        let mut bytes = [0; READ_BYTES];
        match self.stream.read(&mut bytes) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => self.deframer.push(bytes.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        while let Some(datagram) = self.deframer.next() {
            deliver(self.peer, datagram);
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
