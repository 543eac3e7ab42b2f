//! Which session a datagram is for: by its sender, else by the ufrag of a binding request.

use std::net::SocketAddr;

use jackfield_webrtc::{Protocol, local_ufrag_of_binding_request};
use rustc_hash::FxHashMap;
use slab::Slab;

use crate::SessionId;
use crate::line::Line;
use crate::traffic::{Incoming, Outgoing};

/// A peer's addresses that are remembered; a phone that roams uses a handful.
const ADDRESSES_PER_SESSION: usize = 8;

/// ICE generations that are remembered: checks of the last one may still be on their way.
const UFRAGS_PER_SESSION: usize = 2;

/// Ours and the peer's end, so that sessions on several sockets never meet.
type Flow = (Protocol, SocketAddr, SocketAddr);

/// The tables.
#[derive(Debug, Default)]
pub(super) struct Demux {
    by_flow: FxHashMap<Flow, usize>,
    by_ufrag: FxHashMap<String, usize>,
    by_session: FxHashMap<SessionId, usize>,
    /// What to forget with a session.
    owned: FxHashMap<usize, Owned>,
    /// Flows over TCP that no session knows any more, for the driver to take.
    forgotten: Vec<Flow>,
}

#[derive(Debug, Default)]
struct Owned {
    flows: Vec<Flow>,
    ufrags: Vec<String>,
}

impl Demux {
    /// Notes a session, or another ufrag of it.
    pub(super) fn add(&mut self, slot: usize, session: SessionId, ufrag: String) {
        self.by_session.insert(session, slot);
        let ufrags = &mut self.owned.entry(slot).or_default().ufrags;
        if ufrags.len() == UFRAGS_PER_SESSION {
            self.by_ufrag.remove(&ufrags.remove(0));
        }
        ufrags.push(ufrag.clone());
        self.by_ufrag.insert(ufrag, slot);
    }

    /// Notes a session that no datagram can reach.
    pub(super) fn add_streamed(&mut self, slot: usize, session: SessionId) {
        self.by_session.insert(session, slot);
    }

    pub(super) fn slot_of(&self, session: SessionId) -> Option<usize> {
        self.by_session.get(&session).copied()
    }

    pub(super) fn remove(&mut self, slot: usize, session: SessionId) {
        self.by_session.remove(&session);
        let owned = self.owned.remove(&slot).unwrap_or_default();
        for flow in owned.flows {
            self.forget(slot, flow);
        }
        for ufrag in owned.ufrags {
            self.by_ufrag.remove(&ufrag);
        }
    }

    /// The session of a datagram. A sender that is new here is learnt once its binding request
    /// proves that it knows the session's password: a forged address steals nobody's packets.
    pub(super) fn find(
        &mut self,
        incoming: &Incoming<'_>,
        lines: &mut Slab<Line>,
    ) -> Option<usize> {
        let flow = flow_of(incoming);
        let known = self.by_flow.get(&flow).copied();
        let Some(ufrag) = local_ufrag_of_binding_request(incoming.datagram) else {
            return known;
        };
        let slot = *self.by_ufrag.get(ufrag)?;
        if known != Some(slot) && lines.get_mut(slot)?.accepts(incoming) {
            self.learn(slot, flow);
        }
        Some(slot)
    }

    /// Ours and the peer's end of TCP connections whose session is over, or has newer ones.
    pub(super) fn take_forgotten(&mut self) -> impl Iterator<Item = (SocketAddr, SocketAddr)> {
        let known = &self.by_flow;
        self.forgotten
            .drain(..)
            .filter(|flow| !known.contains_key(flow))
            .map(|(_, ours, peer)| (ours, peer))
    }

    /// Whether the sender was learnt.
    pub(super) fn knows_sender(&self, incoming: &Incoming<'_>) -> bool {
        self.by_flow.contains_key(&flow_of(incoming))
    }

    /// A session that checks connectivity itself gets answers from where it sent to.
    pub(super) fn note_destination(&mut self, slot: usize, outgoing: &Outgoing, checks: bool) {
        let flow = (outgoing.protocol, outgoing.source, outgoing.destination);
        if checks && !self.by_flow.contains_key(&flow) {
            self.learn(slot, flow);
        }
    }

    fn learn(&mut self, slot: usize, flow: Flow) {
        let flows = &mut self.owned.entry(slot).or_default().flows;
        if flows.len() == ADDRESSES_PER_SESSION {
            let oldest = flows.remove(0);
            self.forget(slot, oldest);
        }
        self.owned.entry(slot).or_default().flows.push(flow);
        self.by_flow.insert(flow, slot);
    }

    fn forget(&mut self, slot: usize, flow: Flow) {
        if self.by_flow.get(&flow) == Some(&slot) {
            self.by_flow.remove(&flow);
            if flow.0 == Protocol::Tcp {
                self.forgotten.push(flow);
            }
        }
    }
}

fn flow_of(incoming: &Incoming<'_>) -> Flow {
    (incoming.protocol, incoming.destination, incoming.source)
}

#[cfg(test)]
mod tests;
