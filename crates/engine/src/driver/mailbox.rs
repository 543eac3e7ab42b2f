//! Commands on their way to a worker's thread.

use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use nix::errno::Errno;
use nix::sys::eventfd::{EfdFlags, EventFd};

use super::stream::Adopted;
use crate::{Command, EngineError, SessionId};

/// A queue with a wake-up. Bounded by its writers: each session has a few commands under way, and
/// audio waits within the play-out limit.
#[derive(Debug)]
pub(crate) struct Mailbox {
    commands: Mutex<Vec<Command>>,
    /// Of sessions whose command to open them follows.
    streams: Mutex<Vec<(SessionId, Adopted)>>,
    wake: EventFd,
    stopped: AtomicBool,
}

impl Mailbox {
    pub(crate) fn new() -> Result<Self, EngineError> {
        let flags = EfdFlags::EFD_NONBLOCK | EfdFlags::EFD_CLOEXEC;
        let wake = EventFd::from_flags(flags).map_err(|errno| EngineError::System {
            what: "wake-up of a media thread",
            source: errno.into(),
        })?;
        Ok(Self {
            commands: Mutex::default(),
            streams: Mutex::default(),
            wake,
            stopped: AtomicBool::new(false),
        })
    }

    pub(crate) fn send(&self, command: Command) {
        let mut commands = self.commands.lock().unwrap_or_else(PoisonError::into_inner);
        commands.push(command);
        let first = commands.len() == 1;
        drop(commands);
        if first {
            self.wake();
        }
    }

    /// Leaves the stream of a session; the command that opens it comes next.
    pub(crate) fn leave_stream(&self, session: SessionId, stream: Adopted) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.push((session, stream));
    }

    /// Takes the stream that was left for a session.
    pub(super) fn take_stream(&self, session: SessionId) -> Option<Adopted> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let index = streams.iter().position(|(owner, _)| *owner == session)?;
        Some(streams.swap_remove(index).1)
    }

    /// Asks the thread to end.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.wake();
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    pub(crate) fn take(&self) -> Vec<Command> {
        // Cleared before the queue is read: what comes after wakes the thread again.
        match self.wake.read() {
            Ok(_) | Err(Errno::EAGAIN) => {}
            Err(_) => self.stop(),
        }
        std::mem::take(&mut self.commands.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }

    fn wake(&self) {
        // Fails only when the counter is full, and then the thread is awake anyway.
        let _ = self.wake.write(1);
    }
}

#[cfg(test)]
mod tests;
