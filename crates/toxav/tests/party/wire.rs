//! The network between engines: a lossless and a lossy line for each direction of each pair.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_testkit::network::{Conditions, Network};
use jackfield_toxav::error::SendError;
use jackfield_toxav::network::Network as Tox;

/// What arrived at an engine.
pub enum Arrival {
    Lossless(Vec<u8>),
    Lossy(Vec<u8>),
}

/// All lines. Friend number n is engine number n, for everybody.
pub struct Wire {
    lines: Mutex<Lines>,
}

struct Lines {
    now: Timestamp,
    lossy_conditions: Conditions,
    lossless: BTreeMap<(u32, u32), Network<Vec<u8>>>,
    lossy: BTreeMap<(u32, u32), Network<Vec<u8>>>,
    /// Bytes of lossy packets by who sent them.
    sent: BTreeMap<u32, usize>,
    gone: Vec<u32>,
    ends: u32,
}

/// One engine's end.
pub struct Port {
    wire: Arc<Wire>,
    own: u32,
}

impl Wire {
    pub fn new(ends: u32, lossy_conditions: Conditions) -> Arc<Self> {
        Arc::new(Self {
            lines: Mutex::new(Lines {
                now: Timestamp::ZERO,
                lossy_conditions,
                lossless: BTreeMap::new(),
                lossy: BTreeMap::new(),
                sent: BTreeMap::new(),
                gone: Vec::new(),
                ends,
            }),
        })
    }

    pub fn port(self: &Arc<Self>, own: u32) -> Port {
        Port {
            wire: Arc::clone(self),
            own,
        }
    }

    /// All that arrived at an engine by now, with who sent it.
    pub fn arrivals(&self, to: u32, now: Timestamp) -> Vec<(u32, Arrival)> {
        self.with(|lines| {
            lines.now = now;
            let mut arrivals = Vec::new();
            for ((from, _), line) in lines.lossless.iter_mut().filter(|line| line.0.1 == to) {
                let due = std::iter::from_fn(|| line.poll(now));
                arrivals.extend(due.map(|packet| (*from, Arrival::Lossless(packet))));
            }
            for ((from, _), line) in lines.lossy.iter_mut().filter(|line| line.0.1 == to) {
                let due = std::iter::from_fn(|| line.poll(now));
                arrivals.extend(due.map(|packet| (*from, Arrival::Lossy(packet))));
            }
            arrivals
        })
    }

    /// Nothing reaches this engine any more, or leaves it.
    pub fn part(&self, end: u32) {
        self.with(|lines| {
            lines.gone.push(end);
            let stays =
                |line: &(u32, u32), _: &mut Network<Vec<u8>>| line.0 != end && line.1 != end;
            lines.lossless.retain(stays);
            lines.lossy.retain(stays);
        });
    }

    /// Bytes of lossy packets that an engine has sent.
    pub fn sent_by(&self, end: u32) -> usize {
        self.with(|lines| lines.sent.get(&end).copied().unwrap_or_default())
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Lines) -> T) -> T {
        use_it(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Port {
    fn check(&self, friend: u32, packet: &[u8]) -> Result<(), SendError> {
        if packet.is_empty() || packet.len() > 1_373 {
            return Err(SendError::TooLong);
        }
        if !self.knows(friend) {
            return Err(SendError::FriendNotFound);
        }
        if !self.is_online(friend) {
            return Err(SendError::FriendNotConnected);
        }
        Ok(())
    }
}

impl Tox for Port {
    fn send_lossless(&self, friend: u32, packet: &[u8]) -> Result<(), SendError> {
        self.check(friend, packet)?;
        self.wire.with(|lines| {
            let conditions = Conditions {
                delay: Duration::from_millis(20),
                keeps_order: true,
                ..Conditions::default()
            };
            let line = lines.lossless.entry((self.own, friend));
            let line = line.or_insert_with(|| Network::new(0, conditions));
            line.send(lines.now, packet.to_vec());
        });
        Ok(())
    }

    fn send_lossy(&self, friend: u32, packet: &[u8]) -> Result<(), SendError> {
        self.check(friend, packet)?;
        self.wire.with(|lines| {
            *lines.sent.entry(self.own).or_default() += packet.len();
            let seed = u64::from(self.own) << 32 | u64::from(friend);
            let conditions = lines.lossy_conditions;
            let line = lines.lossy.entry((self.own, friend));
            let line = line.or_insert_with(|| Network::new(seed, conditions));
            line.send(lines.now, packet.to_vec());
        });
        Ok(())
    }

    fn knows(&self, friend: u32) -> bool {
        friend != self.own && self.wire.with(|lines| friend < lines.ends)
    }

    fn is_online(&self, friend: u32) -> bool {
        self.wire
            .with(|lines| !lines.gone.contains(&friend) && !lines.gone.contains(&self.own))
    }

    fn receive_media(&self, _: u32, _: bool) {}
}
