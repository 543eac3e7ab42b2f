//! The recorder on its thread: files may be slow, media never waits for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Clock;
use crate::EngineError;
use crate::recorder::Desk;

/// Between two looks at what was noted.
const TURN: Duration = Duration::from_millis(50);

/// A thread that writes until it is told to end.
#[derive(Debug)]
pub(crate) struct RecorderThread {
    stopped: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl RecorderThread {
    pub(crate) fn spawn(mut desk: Desk, clock: Clock) -> Result<Self, EngineError> {
        let stopped = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stopped);
        let thread = std::thread::Builder::new()
            .name("jackfield-files".into())
            .spawn(move || {
                while !told.load(Ordering::Acquire) {
                    desk.turn(clock.now());
                    std::thread::park_timeout(TURN);
                }
                desk.shut_down(clock.now());
            })
            .map_err(|source| EngineError::System {
                what: "recorder thread",
                source,
            })?;
        Ok(Self { stopped, thread })
    }

    /// Ends every recording, and waits until their files are whole.
    pub(crate) fn stop(self) {
        self.stopped.store(true, Ordering::Release);
        self.thread.thread().unpark();
        // A panic was reported by its thread; there is nothing left to save.
        let _ = self.thread.join();
    }
}

#[cfg(test)]
mod tests;
