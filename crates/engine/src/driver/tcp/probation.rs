//! Connections that have proven nothing yet: who is closed next, and how many an address has.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr};

use jackfield_media::time::Timestamp;
use rustc_hash::FxHashMap;

/// A customer's line has at least this much of an IPv6 address (RFC 6177 §2).
const IPV6_PREFIX: u32 = 64;

type Entry = (Timestamp, usize);

/// The connections on probation, oldest first, over all and by address.
#[derive(Debug, Default)]
pub(super) struct Probation {
    all: BTreeSet<Entry>,
    by_address: FxHashMap<IpAddr, BTreeSet<Entry>>,
}

impl Probation {
    /// Puts a connection on probation; `since` is its key to [`Probation::end`] later.
    pub(super) fn begin(&mut self, since: Timestamp, address: IpAddr, key: usize) {
        self.all.insert((since, key));
        let own = self.by_address.entry(network(address)).or_default();
        own.insert((since, key));
    }

    /// Forgets a connection, because it has proven itself or is gone.
    pub(super) fn end(&mut self, since: Timestamp, address: IpAddr, key: usize) {
        self.all.remove(&(since, key));
        let network = network(address);
        if let Some(own) = self.by_address.get_mut(&network) {
            own.remove(&(since, key));
            if own.is_empty() {
                self.by_address.remove(&network);
            }
        }
    }

    /// Since when the oldest waits, and which it is.
    pub(super) fn oldest(&self) -> Option<Entry> {
        self.all.first().copied()
    }

    /// The oldest of an address that has `limit` of them.
    pub(super) fn oldest_over(&self, limit: usize, address: IpAddr) -> Option<usize> {
        let own = self.by_address.get(&network(address))?;
        let (_, key) = own.first().filter(|_| own.len() >= limit)?;
        Some(*key)
    }
}

/// What one customer can choose addresses from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let mask = u128::MAX << (u128::BITS - IPV6_PREFIX);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests;
