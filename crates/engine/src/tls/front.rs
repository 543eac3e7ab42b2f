//! The thread that speaks TLS with all clients.

use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::eventfd::{EfdFlags, EventFd};
use slab::Slab;

use super::connection::{Connection, Turn};
use crate::EngineError;

/// How long a client may take for the last that its host has said.
const FAREWELL: Duration = Duration::from_secs(30);
/// Between two looks at the above.
const SWEEP: Duration = Duration::from_secs(1);
/// Costly steps between two looks at the sockets: each takes up to some milliseconds, and so long
/// every call waits.
const HANDSHAKES_PER_LOOK: usize = 1;
const EVENTS: usize = 256;
const WAKE: u64 = u64::MAX;
/// Sockets of a connection: the client's and the host's.
const SIDES: usize = 2;
const HOST: usize = 1;

/// Connections on their way to the thread; bounded by their seats.
#[derive(Debug)]
pub(super) struct Arrivals {
    waiting: Mutex<Vec<Connection>>,
    wake: EventFd,
    stopped: AtomicBool,
}

impl Arrivals {
    pub(super) fn new() -> Result<Self, EngineError> {
        let flags = EfdFlags::EFD_NONBLOCK | EfdFlags::EFD_CLOEXEC;
        let wake = EventFd::from_flags(flags).map_err(|errno| failed(errno.into()))?;
        Ok(Self {
            waiting: Mutex::default(),
            wake,
            stopped: AtomicBool::new(false),
        })
    }

    pub(super) fn send(&self, connection: Connection) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(connection);
        drop(waiting);
        self.wake();
    }

    /// Asks the thread to end.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.wake();
    }

    fn take(&self) -> Vec<Connection> {
        // Cleared before the queue is read: what comes after wakes the thread again.
        let _ = self.wake.read();
        std::mem::take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn wake(&self) {
        // Fails only when the counter is full, and then the thread is awake anyway.
        let _ = self.wake.write(1);
    }
}

/// Starts the thread; it ends when its arrivals are stopped, and with it every connection.
pub(super) fn spawn(arrivals: Arc<Arrivals>) -> Result<JoinHandle<()>, EngineError> {
    let epoll =
        Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).map_err(|errno| failed(errno.into()))?;
    let wake = EpollEvent::new(EpollFlags::EPOLLIN, WAKE);
    epoll
        .add(arrivals.wake.as_fd(), wake)
        .map_err(|errno| failed(errno.into()))?;
    let front = Front {
        epoll,
        arrivals,
        clients: Slab::new(),
        ready: Vec::new(),
        swept: Instant::now(),
    };
    std::thread::Builder::new()
        .name("jackfield-tls".into())
        .spawn(move || front.run())
        .map_err(failed)
}

fn failed(source: std::io::Error) -> EngineError {
    EngineError::System {
        what: "the thread for TLS",
        source,
    }
}

struct Front {
    epoll: Epoll,
    arrivals: Arc<Arrivals>,
    clients: Slab<Client>,
    /// Those that may have something to do, each once.
    ready: Vec<usize>,
    swept: Instant,
}

struct Client {
    connection: Connection,
    is_ready: bool,
    /// Since when it only takes what its host has said.
    leaving: Option<Instant>,
}

impl Front {
    fn run(mut self) {
        while !self.arrivals.stopped.load(Ordering::Acquire) {
            self.wait();
            self.serve();
            for connection in self.arrivals.take() {
                self.welcome(connection);
            }
            self.sweep();
        }
    }

    /// Sleeps until a socket or an arrival wants attention.
    fn wait(&mut self) {
        let longest = if self.ready.is_empty() {
            SWEEP
        } else {
            Duration::ZERO
        };
        let timeout = EpollTimeout::try_from(longest).unwrap_or(EpollTimeout::ZERO);
        let mut events = [EpollEvent::empty(); EVENTS];
        // An interrupted wait is an early wake-up.
        let count = self.epoll.wait(&mut events, timeout).unwrap_or(0);
        for event in events.iter().take(count) {
            let Ok(place) = usize::try_from(event.data()) else {
                continue;
            };
            let Some(client) = self.clients.get_mut(place / SIDES) else {
                continue;
            };
            if place % SIDES == HOST && event.events().contains(EpollFlags::EPOLLHUP) {
                client.connection.note_host_gone();
            }
            self.note_ready(place / SIDES);
        }
    }

    /// Those who have shaken hands come first: they may be calls.
    fn serve(&mut self) {
        let mut handshakes = 0;
        for key in std::mem::take(&mut self.ready) {
            let Some(client) = self.clients.get_mut(key) else {
                continue;
            };
            if client.connection.is_shaking_hands() {
                handshakes += 1;
                if handshakes > HANDSHAKES_PER_LOOK {
                    self.ready.push(key);
                    continue;
                }
            }
            client.is_ready = false;
            let turn = client.connection.turn();
            if client.leaving.is_none() && client.connection.is_leaving() {
                client.leaving = Some(Instant::now());
            }
            match turn {
                Turn::Waits => {}
                Turn::More => self.note_ready(key),
                // Its sockets leave the epoll instance as they are closed.
                Turn::Over => drop(self.clients.remove(key)),
            }
        }
    }

    fn note_ready(&mut self, key: usize) {
        if let Some(client) = self.clients.get_mut(key)
            && !client.is_ready
        {
            client.is_ready = true;
            self.ready.push(key);
        }
    }

    /// Each turn goes on until a socket is not ready, so it is enough to be told of changes.
    fn welcome(&mut self, connection: Connection) {
        let flags = EpollFlags::EPOLLIN | EpollFlags::EPOLLOUT | EpollFlags::EPOLLET;
        let entry = self.clients.vacant_entry();
        let key = entry.key();
        for (side, socket) in connection.sockets().into_iter().enumerate() {
            let place = u64::try_from(key * SIDES + side).unwrap_or(WAKE);
            if self
                .epoll
                .add(socket, EpollEvent::new(flags, place))
                .is_err()
            {
                return;
            }
        }
        entry.insert(Client {
            connection,
            is_ready: false,
            leaving: None,
        });
        self.note_ready(key);
    }

    /// Lets go of those who take too long to leave.
    fn sweep(&mut self) {
        let now = Instant::now();
        if now.duration_since(self.swept) < SWEEP {
            return;
        }
        self.swept = now;
        self.clients.retain(|_, client| {
            client
                .leaving
                .is_none_or(|since| now.duration_since(since) < FAREWELL)
        });
    }
}

#[cfg(test)]
mod tests;
