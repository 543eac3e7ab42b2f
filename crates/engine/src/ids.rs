//! Names of sessions and requests.

/// A session, never used twice by one engine. The low byte names its worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(u64);

impl SessionId {
    const WORKER_BITS: u32 = 8;

    /// The most workers that an id can name.
    pub const MAX_WORKERS: usize = 1 << Self::WORKER_BITS;

    pub(crate) fn new(serial: u64, worker: u8) -> Self {
        Self((serial << Self::WORKER_BITS) | u64::from(worker))
    }

    /// Whoever is heard in a slot of a session's, counted from zero: numbers below those of sessions.
    pub(crate) fn of_slot(index: usize) -> Self {
        Self(index as u64 + 1)
    }

    /// From the number the host was given.
    pub const fn from_u64(raw: u64) -> Self {
        Self(raw)
    }

    /// As the host knows it.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    pub(crate) fn worker(self) -> usize {
        usize::from(self.0.to_le_bytes()[0])
    }
}

/// A call with many members, never used twice by one engine. Like a session it names its worker: all
/// members are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(SessionId);

impl CallId {
    pub(crate) fn new(serial: u64, worker: u8) -> Self {
        Self(SessionId::new(serial, worker))
    }

    /// From the number the host was given.
    pub const fn from_u64(raw: u64) -> Self {
        Self(SessionId::from_u64(raw))
    }

    /// As the host knows it.
    pub fn as_u64(self) -> u64 {
        self.0.as_u64()
    }

    pub(crate) fn worker(self) -> usize {
        self.0.worker()
    }
}

/// A recording, never used twice by one engine. Like a session it names its worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordingId(SessionId);

impl RecordingId {
    /// One of the worker that a session, or a call, is on.
    pub(crate) fn new(serial: u64, session: SessionId) -> Self {
        let worker = u8::try_from(session.worker()).unwrap_or(u8::MAX);
        Self(SessionId::new(serial, worker))
    }

    /// From the number the host was given.
    pub const fn from_u64(raw: u64) -> Self {
        Self(SessionId::from_u64(raw))
    }

    /// As the host knows it.
    pub fn as_u64(self) -> u64 {
        self.0.as_u64()
    }

    pub(crate) fn worker(self) -> usize {
        self.0.worker()
    }
}

/// One question to a session; its answer carries the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId(pub u64);

impl RequestId {
    /// For notices that answer no question.
    pub const NONE: Self = Self(0);
}

#[cfg(test)]
mod tests;
