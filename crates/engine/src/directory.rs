//! What both sides know of a session without asking each other.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashMap;

use crate::SessionId;

/// Figures of one session, at most half a second old.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SessionStats {
    /// RTP packets from the peer.
    pub packets_received: u64,
    /// RTP packets to the peer.
    pub packets_sent: u64,
    /// RTP packets the peer sent and that never came.
    pub packets_lost: u64,
    /// RTP packets that came too late to be played.
    pub packets_late: u64,
    /// Interarrival jitter (RFC 3550 §6.4.1), once something came by RTP.
    pub jitter: Option<Duration>,
    /// Audio that waits to be played, where audio is decoded.
    pub buffer_delay: Option<Duration>,
    /// What the jitter buffer aims at, where there is one.
    pub target_delay: Option<Duration>,
    /// Audio made up because it never came.
    pub concealed: Duration,
    /// Audio recovered from redundancy.
    pub recovered: Duration,
    /// Round trip by RTCP, when the peer reports it.
    pub round_trip: Option<Duration>,
    /// Share of our packets the peer lost lately, 0 to 1, when it reports it.
    pub peer_loss: Option<f32>,
    /// Frames the host did not fetch in time.
    pub tap_dropped: u64,
}

/// The shared part of one session.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// Nanoseconds of audio from the host that are not played yet.
    queued: AtomicU64,
    /// Bytes of the host's messages that the peer has not confirmed.
    messages: AtomicU64,
    /// There is a data channel to send them on.
    has_channel: AtomicBool,
    /// The host was refused and waits for room.
    refused: AtomicBool,
    stats: Mutex<SessionStats>,
}

impl Shared {
    /// Takes room for audio, all or nothing; a refusal is remembered.
    pub(crate) fn reserve(&self, audio: Duration, limit: Duration) -> bool {
        if self.try_reserve(audio, limit) {
            return true;
        }
        self.refused.store(true, Ordering::SeqCst);
        // Room made before the refusal was noted would never be told of: look once more.
        self.try_reserve(audio, limit)
    }

    fn try_reserve(&self, audio: Duration, limit: Duration) -> bool {
        let (audio, limit) = (nanos(audio), nanos(limit));
        let taken = self
            .queued
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |queued| {
                queued.checked_add(audio).filter(|sum| *sum <= limit)
            });
        taken.is_ok()
    }

    /// Gives room back as audio is played or dropped.
    pub(crate) fn release(&self, audio: Duration) {
        let audio = nanos(audio);
        let _ = self
            .queued
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |queued| {
                Some(queued.saturating_sub(audio))
            });
    }

    /// Whether a refused host should be told that there is room again; true once per refusal.
    pub(crate) fn take_room(&self, limit: Duration) -> bool {
        self.refused.load(Ordering::SeqCst)
            && self.queued() <= limit / 2
            && self.refused.swap(false, Ordering::SeqCst)
    }

    pub(crate) fn queued(&self) -> Duration {
        Duration::from_nanos(self.queued.load(Ordering::SeqCst))
    }

    /// Takes room for a message, if there is a channel and room.
    pub(crate) fn reserve_message(&self, bytes: usize, limit: usize) -> bool {
        let limit = limit as u64;
        let add = |waiting: u64| {
            let sum = waiting.checked_add(bytes as u64);
            sum.filter(|sum| *sum <= limit)
        };
        self.has_channel.load(Ordering::SeqCst)
            && self
                .messages
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, add)
                .is_ok()
    }

    /// Gives room back as the peer confirms messages, or they are lost.
    pub(crate) fn release_message(&self, bytes: usize) {
        self.messages.fetch_sub(bytes as u64, Ordering::SeqCst);
    }

    pub(crate) fn set_channel(&self, is_open: bool) {
        self.has_channel.store(is_open, Ordering::SeqCst);
    }

    pub(crate) fn publish(&self, stats: SessionStats) {
        *self.stats.lock().unwrap_or_else(PoisonError::into_inner) = stats;
    }

    pub(crate) fn stats(&self) -> SessionStats {
        self.stats
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The sessions of one worker, as the host can see them.
#[derive(Debug, Default)]
pub struct Directory {
    sessions: Mutex<FxHashMap<SessionId, Arc<Shared>>>,
}

impl Directory {
    pub(crate) fn insert(&self, session: SessionId) -> Arc<Shared> {
        let shared = Arc::<Shared>::default();
        self.lock().insert(session, Arc::clone(&shared));
        shared
    }

    pub(crate) fn get(&self, session: SessionId) -> Option<Arc<Shared>> {
        self.lock().get(&session).cloned()
    }

    pub(crate) fn remove(&self, session: SessionId) {
        self.lock().remove(&session);
    }

    /// How many sessions there are, those being opened included.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FxHashMap<SessionId, Arc<Shared>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
