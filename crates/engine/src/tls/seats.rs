//! How many clients there may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::EngineError;

/// Room for clients.
#[derive(Debug)]
pub(super) struct Seats {
    taken: Arc<AtomicUsize>,
    limit: usize,
}

/// Room for one; free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat(Arc<AtomicUsize>);

impl Seats {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            taken: Arc::default(),
            limit,
        }
    }

    pub(super) fn take(&self) -> Result<Seat, EngineError> {
        let before = self.taken.fetch_add(1, Ordering::AcqRel);
        let seat = Seat(Arc::clone(&self.taken));
        if before < self.limit {
            Ok(seat)
        } else {
            Err(EngineError::Capacity("connections with TLS"))
        }
    }

    pub(super) fn count(&self) -> usize {
        self.taken.load(Ordering::Acquire)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests;
