//! Names of STUN servers, looked up beside everything else.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};

use crate::command::Command;
use crate::driver::Mailbox;

const STUN_PORT: u16 = 3478;

/// Tells workers which servers to ask.
#[derive(Debug, Default)]
pub(crate) struct Resolver {
    /// How many look-ups were begun: an older one that takes longer than the last is not told.
    begun: Arc<Mutex<u64>>,
}

impl Resolver {
    /// Looks the servers up on a thread of its own, because a look-up may take many seconds, and
    /// hands the addresses to the workers. Names that do not resolve are left out: a server without
    /// internet has no use for them.
    pub(crate) fn look_up(&self, urls: Vec<String>, workers: Vec<Arc<Mailbox>>) {
        let begun = Arc::clone(&self.begun);
        let number = {
            let mut begun = begun.lock().unwrap_or_else(PoisonError::into_inner);
            *begun += 1;
            *begun
        };
        let look_up = move || {
            let servers = addresses(&urls);
            let last = begun.lock().unwrap_or_else(PoisonError::into_inner);
            for worker in workers.iter().filter(|_| *last == number) {
                worker.send(Command::StunServers(servers.clone()));
            }
        };
        // Without a thread there are no server-reflexive candidates, and calls still work.
        let _ = std::thread::Builder::new()
            .name("jackfield-resolve".into())
            .spawn(look_up);
    }
}

fn addresses(urls: &[String]) -> Vec<SocketAddr> {
    urls.iter()
        .filter_map(|url| host_and_port(url))
        .filter_map(|server| server.to_socket_addrs().ok())
        .flatten()
        .collect()
}

/// From a `stun:` URL (RFC 7064); other schemes are for clients.
pub(crate) fn host_and_port(url: &str) -> Option<(String, u16)> {
    let rest = url.strip_prefix("stun:")?;
    let rest = rest.split('?').next().unwrap_or(rest);
    if let Some((ip, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let port = after
            .strip_prefix(':')
            .map_or(Some(STUN_PORT), |port| port.parse().ok())?;
        return Some((ip.to_owned(), port));
    }
    match rest.rsplit_once(':') {
        Some((host, port)) => Some((host.to_owned(), port.parse().ok()?)),
        None if rest.is_empty() => None,
        None => Some((rest.to_owned(), STUN_PORT)),
    }
}

#[cfg(test)]
mod tests;
