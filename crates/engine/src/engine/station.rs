//! The host's side of one worker.

use std::sync::Arc;
use std::time::Instant;

use jackfield_webrtc::{Certificate, LocalCandidate};

use crate::call_directory::CallDirectory;
use crate::directory::Directory;
use crate::driver::Mailbox;
use crate::hub::{Doorbell, Hub};
use crate::worker::Worker;
use crate::{EngineConfig, EngineError, Metrics};

/// What the host has of it.
#[derive(Debug)]
pub(super) struct Station {
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) hub: Arc<Hub>,
    pub(super) directory: Arc<Directory>,
    pub(super) calls: Arc<CallDirectory>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) candidates: Vec<LocalCandidate>,
}

impl Station {
    pub(super) fn new(
        config: &Arc<EngineConfig>,
        certificate: &Certificate,
        candidates: Vec<LocalCandidate>,
        bell: &Arc<Doorbell>,
        epoch: Instant,
    ) -> Result<(Self, Worker), EngineError> {
        let hub = Arc::new(hub(config, bell));
        let worker = Worker::new(
            Arc::clone(config),
            certificate.clone(),
            candidates.clone(),
            Arc::clone(&hub),
            epoch,
        );
        let station = Self {
            mailbox: Arc::new(Mailbox::new()?),
            hub,
            directory: worker.directory(),
            calls: worker.calls(),
            metrics: worker.metrics(),
            candidates,
        };
        Ok((station, worker))
    }
}

pub(super) fn hub(config: &EngineConfig, bell: &Arc<Doorbell>) -> Hub {
    let frame = crate::config::FRAME.as_millis();
    let ring_frames = usize::try_from(config.tap_ring.as_millis() / frame).unwrap_or(1);
    Hub::new(Arc::clone(bell), config.frame_samples(), ring_frames)
}

#[cfg(test)]
mod tests;
