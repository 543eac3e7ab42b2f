//! Where connectivity checks may go that a stranger's offer asks for.
//!
//! A lite peer makes us a full agent, which sends a check to each candidate the peer names. Nobody
//! shall use that to knock at doors that only we can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::config::LocalCandidate;

/// Networks of our own that checks may go to; those of everybody are always allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    loopback: bool,
    private: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Network {
    Public,
    Private,
    Loopback,
    /// Nobody's address: multicast, broadcast, unspecified.
    Nobody,
}

impl Reach {
    /// Peers that are told an address of a network come from it, or could.
    pub(crate) fn of(candidates: &[LocalCandidate]) -> Self {
        let has = |network| {
            candidates
                .iter()
                .any(|candidate| network_of(candidate.address.ip()) == network)
        };
        Self {
            loopback: has(Network::Loopback),
            private: has(Network::Private),
        }
    }

    pub(crate) fn covers(self, address: IpAddr) -> bool {
        match network_of(address) {
            Network::Public => true,
            Network::Private => self.private,
            Network::Loopback => self.loopback,
            Network::Nobody => false,
        }
    }
}

fn network_of(address: IpAddr) -> Network {
    match address.to_canonical() {
        IpAddr::V4(address) => network_of_v4(address),
        IpAddr::V6(address) => network_of_v6(address),
    }
}

fn network_of_v4(address: Ipv4Addr) -> Network {
    let [first, second, ..] = address.octets();
    // Of providers, RFC 6598.
    let is_shared = first == 100 && (64..128).contains(&second);
    if address.is_loopback() {
        Network::Loopback
    } else if address.is_private() || address.is_link_local() || is_shared {
        Network::Private
    } else if first == 0 || first >= 224 {
        Network::Nobody
    } else {
        Network::Public
    }
}

fn network_of_v6(address: Ipv6Addr) -> Network {
    if address.is_loopback() {
        Network::Loopback
    } else if address.is_unique_local() || address.is_unicast_link_local() {
        Network::Private
    } else if address.is_multicast() || address.is_unspecified() {
        Network::Nobody
    } else {
        Network::Public
    }
}

#[cfg(test)]
mod tests;
