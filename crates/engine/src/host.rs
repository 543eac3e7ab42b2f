//! What a worker and its sessions share with the host.

use std::sync::Arc;

use crate::call_directory::CallDirectory;
use crate::tape::Tape;
use crate::{Directory, EngineConfig, Hub, Metrics};

/// Handed to a session whenever it runs.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) config: Arc<EngineConfig>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) calls: Arc<CallDirectory>,
    pub(crate) tape: Tape,
}

#[cfg(test)]
pub(crate) mod tests;
