//! How many file descriptors the process may have.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::EngineConfig;

/// What Python, the libraries and the log need besides.
const OTHERS: usize = 128;
/// Of each worker besides its sockets: a thread's wake-up and its epoll instances.
const PER_WORKER: usize = 4;

/// Raises the process's own limit as far as the system lets it; answers what it is then.
///
/// The usual soft limit, 1024, is a kindness to programs that use `select`, and too few for us.
pub(crate) fn raise_limit() -> usize {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return usize::MAX;
    };
    let limit = if soft < hard && setrlimit(Resource::RLIMIT_NOFILE, hard, hard).is_ok() {
        hard
    } else {
        soft
    };
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// What is needed when every limit of the configuration is reached.
pub(crate) fn wanted(config: &EngineConfig, addresses: usize) -> usize {
    let connections = if config.tcp {
        // The listener and its epoll instance as well.
        config.tcp_connections.saturating_add(2)
    } else {
        0
    };
    let per_address = connections.saturating_add(1);
    // Any session may come over a WebSocket, which is a descriptor.
    addresses
        .saturating_mul(per_address)
        .saturating_add(config.sessions_per_worker)
        .saturating_add(PER_WORKER)
        .saturating_mul(config.worker_count())
        .saturating_add(OTHERS)
}

#[cfg(test)]
mod tests;
