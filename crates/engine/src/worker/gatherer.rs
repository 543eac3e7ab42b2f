//! Asks STUN servers which address they see us at, for peers beyond a NAT (RFC 8445 §5.1.1.2).

use std::net::SocketAddr;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{
    CandidateKind, LocalCandidate, Protocol, TransactionId, binding_request, mapped_address,
};
use rustc_hash::FxHashMap;

use crate::traffic::{Incoming, Outgoing};

/// NATs keep an idle UDP mapping for half a minute at least (RFC 4787 §4.3).
const REFRESH: Duration = Duration::from_secs(25);
/// An unanswered question is forgotten with the next round.
const MAX_PENDING: usize = 64;

/// The questions under way and what they found out.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    servers: Vec<SocketAddr>,
    bases: Vec<SocketAddr>,
    pending: FxHashMap<TransactionId, SocketAddr>,
    found: Vec<LocalCandidate>,
    next_round: Option<Timestamp>,
}

impl Gatherer {
    /// `bases` are the host candidates that can reach a server.
    pub(super) fn new(bases: Vec<SocketAddr>) -> Self {
        Self {
            bases,
            ..Self::default()
        }
    }

    /// The servers to ask from now on. What others found out is told to nobody any more.
    pub(super) fn set_servers(&mut self, now: Timestamp, servers: Vec<SocketAddr>) {
        if servers == self.servers {
            return;
        }
        self.pending.clear();
        self.found.clear();
        self.next_round = (!servers.is_empty() && !self.bases.is_empty()).then_some(now);
        self.servers = servers;
    }

    /// What peers can be told besides the host candidates.
    pub(super) fn candidates(&self) -> &[LocalCandidate] {
        &self.found
    }

    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        self.next_round
    }

    /// Asks again when it is time; `random` makes transaction ids that cannot be guessed.
    pub(super) fn handle_timeout(
        &mut self,
        now: Timestamp,
        outbox: &mut Vec<Outgoing>,
        mut random: impl FnMut() -> TransactionId,
    ) {
        if self.next_round.is_none_or(|at| at > now) {
            return;
        }
        self.next_round = Some(now + REFRESH);
        self.pending.clear();
        for base in &self.bases {
            let servers = self
                .servers
                .iter()
                .filter(|server| server.is_ipv4() == base.is_ipv4());
            for server in servers {
                if self.pending.len() == MAX_PENDING {
                    return;
                }
                let transaction = random();
                self.pending.insert(transaction, *base);
                outbox.push(Outgoing {
                    protocol: Protocol::Udp,
                    source: *base,
                    destination: *server,
                    datagram: binding_request(&transaction),
                    echo_of: None,
                });
            }
        }
    }

    /// Takes a server's answer; false when the datagram is none.
    pub(super) fn handle_datagram(&mut self, incoming: &Incoming<'_>) -> bool {
        if !self.servers.contains(&incoming.source) {
            return false;
        }
        let Some((transaction, seen)) = mapped_address(incoming.datagram) else {
            return false;
        };
        let Some(base) = self.pending.remove(&transaction) else {
            return false;
        };
        self.found
            .retain(|candidate| candidate.kind != CandidateKind::ServerReflexive { base });
        // Without a NAT the server sees the host candidate, which peers are told anyway.
        if seen != base {
            self.found.push(LocalCandidate {
                protocol: Protocol::Udp,
                address: seen,
                kind: CandidateKind::ServerReflexive { base },
            });
        }
        true
    }
}

#[cfg(test)]
mod tests;
