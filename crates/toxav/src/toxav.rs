//! The facade: signalling, the media of each call, and what a program polls.
//!
//! All functions may be called from any thread, from within callbacks too. Locks are in this order, and
//! the network is only called with those of the first line held:
//!
//! 1. a lane that encodes, of one call;
//! 2. signalling, or what waits for the network;
//! 3. what is taken for a moment: the map of calls, terms, receivers, figures.

mod calling;
mod effects;
mod frames;
mod outbox;
mod packets;
mod traffic;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use jackfield_media::time::Timestamp;

pub use crate::audio::AudioFrame;

use crate::calls::{Calls, Output};
use crate::config::Config;
use crate::counters::Counters;
use crate::event::{Event, Registered};
use crate::interval::Interval;
use crate::lanes::{Lanes, locked};
use crate::metrics::{CallMetrics, Quality};
use crate::network::Network;
use crate::state::State;
use outbox::{Outbox, Work};
use traffic::Traffic;

/// Frames of audio are this long until one has come.
const AUDIO_FRAME: Duration = Duration::from_millis(20);
/// Frames of video follow each other so until one has come, and at most that much is believed.
const VIDEO_FRAME: Duration = Duration::from_millis(60);
const MAX_VIDEO_FRAME: Duration = Duration::from_millis(100);

/// Calls are looked after at most once in this time, however often packets come.
const LOOK: Duration = Duration::from_millis(5);

type Media = BTreeMap<u32, Arc<Lanes>>;

/// Calls with the friends of one Tox.
#[derive(Debug)]
pub struct ToxAv<N> {
    network: N,
    config: Config,
    calls: Mutex<Calls>,
    outbox: Mutex<Outbox>,
    /// Replaced at every change, so that nobody who reads it is waited for.
    media: RwLock<Arc<Media>>,
    next_seed: AtomicU32,
    /// When calls were looked after (ns).
    looked_at: AtomicU64,
    traffic: Traffic,
    qualities: Mutex<BTreeMap<u32, Quality>>,
    audio_interval: Mutex<Interval>,
    video_interval: Mutex<(Interval, Option<Timestamp>)>,
}

impl<N: Network> ToxAv<N> {
    /// No calls yet. The seed makes the numbers of streams.
    pub fn new(network: N, config: Config, seed: u64) -> Self {
        Self {
            network,
            config,
            calls: Mutex::new(Calls::new(config)),
            outbox: Mutex::new(Outbox::new(config.message_queue)),
            media: RwLock::new(Arc::default()),
            next_seed: AtomicU32::new(mixed(seed)),
            looked_at: AtomicU64::new(0),
            traffic: Traffic::default(),
            qualities: Mutex::new(BTreeMap::new()),
            audio_interval: Mutex::new(Interval::new(AUDIO_FRAME)),
            video_interval: Mutex::new((Interval::new(VIDEO_FRAME), None)),
        }
    }

    /// What it was given.
    pub const fn network(&self) -> &N {
        &self.network
    }

    /// Say which callbacks there are from now on.
    pub fn set_registered(&self, registered: Registered) {
        locked(&self.calls).set_registered(registered);
    }

    /// After how many seconds calls stop ringing, if they do.
    pub fn ring_timeout_s(&self) -> Option<u32> {
        locked(&self.calls).ring_timeout_s()
    }

    /// After how many seconds calls stop ringing from now on: those that ring as well.
    pub fn set_ring_timeout_s(&self, seconds: Option<u32>) {
        locked(&self.calls).set_ring_timeout_s(seconds);
    }

    /// How far the call with a friend is.
    pub fn state(&self, friend: u32) -> State {
        locked(&self.calls).state(friend)
    }

    /// What happened, oldest first.
    pub fn poll_event(&self) -> Option<Event> {
        locked(&self.calls).poll_event()
    }

    /// Whose call sounds better or worse than before.
    pub fn poll_quality(&self) -> Option<(u32, Quality)> {
        locked(&self.qualities).pop_first()
    }

    /// What came, was dropped, and why.
    pub fn counters(&self) -> Counters {
        let mut counters = locked(&self.calls).counters();
        locked(&self.outbox).count(&mut counters);
        self.traffic.count(&mut counters);
        counters
    }

    /// How well an answered call goes.
    pub fn metrics(&self, friend: u32) -> Option<CallMetrics> {
        Some(self.lanes(friend)?.metrics())
    }

    /// Time passed: who rings too long is given up, figures are taken, late frames are not waited for.
    /// Call it with every packet or now and then, at least once a second in a call.
    pub fn handle_timeout(&self, now: Timestamp) {
        self.signal(|calls| calls.handle_timeout(now), now);
        if !self.is_to_look(now) {
            return;
        }
        for (friend, lanes) in &*self.media() {
            if let Some(proposal) = lanes.poll_rate(now) {
                self.propose(*friend, proposal);
            }
            if let Some(quality) = lanes.measure(now) {
                locked(&self.qualities).insert(*friend, quality);
            }
            self.follow(now, *friend, lanes.give_up_late(now));
        }
    }

    /// Whether it is time to look after calls, and no other thread does.
    fn is_to_look(&self, now: Timestamp) -> bool {
        let last = self.looked_at.load(Relaxed);
        let is_due = now.since(Timestamp::from_nanos(last)) >= LOOK;
        let exchanged = || {
            self.looked_at
                .compare_exchange(last, now.as_nanos(), Relaxed, Relaxed)
        };
        is_due && exchanged().is_ok()
    }

    fn media(&self) -> Arc<Media> {
        let media = self.media.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&media)
    }

    fn lanes(&self, friend: u32) -> Option<Arc<Lanes>> {
        let media = self.media.read().unwrap_or_else(PoisonError::into_inner);
        media.get(&friend).map(Arc::clone)
    }

    /// Change calls, then do what follows: media at once, so that nobody sees half of it, and what
    /// concerns the network without any lock.
    fn signal<T>(&self, change: impl FnOnce(&mut Calls) -> T, now: Timestamp) -> T {
        let mut calls = locked(&self.calls);
        let result = change(&mut calls);
        while let Some(output) = calls.poll_output() {
            self.carry_out(now, output);
        }
        drop(calls);
        self.flush();
        result
    }

    fn carry_out(&self, now: Timestamp, output: Output) {
        match output {
            Output::Send { friend, packet } => self.queue(Work::Send { friend, packet }),
            Output::Start { friend, terms } => {
                let seed = self.next_seed.fetch_add(0x9E37_79B9, Relaxed);
                let lanes = Arc::new(Lanes::new(now, &self.config, terms, seed));
                self.change_media(|media| media.insert(friend, lanes));
                self.queue(Work::Receive {
                    friend,
                    is_on: true,
                });
            }
            Output::Adapt { friend, terms } => {
                if let Some(lanes) = self.lanes(friend) {
                    lanes.set_terms(terms);
                }
            }
            Output::ShowAnew { friend } => {
                if let Some(lanes) = self.lanes(friend) {
                    lanes.show_anew();
                }
            }
            Output::End { friend } => {
                self.change_media(|media| media.remove(&friend));
                self.queue(Work::Receive {
                    friend,
                    is_on: false,
                });
            }
        }
    }

    fn change_media(&self, change: impl FnOnce(&mut Media) -> Option<Arc<Lanes>>) {
        let mut media = self.media.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = Media::clone(&media);
        let before = change(&mut changed);
        let is_crowd = changed.len() >= self.config.crowd;
        for lanes in changed.values() {
            lanes.set_crowd(is_crowd);
        }
        *media = Arc::new(changed);
        drop(media);
        // Codecs are given back without the lock.
        drop(before);
    }

    fn queue(&self, work: Work) {
        locked(&self.outbox).push(work);
    }
}

/// All bits of a seed in half as many (the finaliser of splitmix64).
const fn mixed(seed: u64) -> u32 {
    let mut bits = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    let [a, b, c, d, ..] = (bits ^ (bits >> 31)).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests;
