//! From a worker to the host: notices in order, audio in bounded rings, one bell for all.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jackfield_webrtc::Mid;
use rustc_hash::FxHashMap;

use crate::directory::SessionStats;
use crate::{RequestId, SessionId};

/// What a notice says. Texts and codes are documented where the host sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The offer was answered.
    Opened,
    /// The offer was not taken.
    Refused,
    /// Media can flow.
    Connected,
    /// The peer stopped answering.
    Disconnected,
    /// A section was negotiated.
    Track,
    /// ICE was restarted.
    Restarted,
    /// Candidates were taken.
    Trickled,
    /// A fragment was not taken.
    Rejected,
    /// There is room for play-out again.
    Room,
    /// Play-out has nothing left.
    Drained,
    /// A call's member began or stopped talking.
    Speaking,
    /// Another member leads its call.
    ActiveSpeaker,
    /// Somebody else, or nobody, is seen in one of the session's sections.
    Screen,
    /// Somebody else, or nobody, is heard in one of the session's slots from now on.
    Slot,
    /// Our offer was answered.
    Accepted,
    /// The peer pressed a key.
    Dtmf,
    /// The data channel opened or closed.
    Channel,
    /// The peer sent a message on the data channel.
    Message,
    /// The session is over.
    Closed,
    /// A recording is over.
    Recorded,
}

impl EventKind {
    /// The name the host knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Refused => "refused",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
            Self::Track => "track",
            Self::Restarted => "restarted",
            Self::Trickled => "trickled",
            Self::Rejected => "rejected",
            Self::Room => "room",
            Self::Drained => "drained",
            Self::Speaking => "speaking",
            Self::ActiveSpeaker => "active_speaker",
            Self::Screen => "screen",
            Self::Slot => "slot",
            Self::Accepted => "accepted",
            Self::Dtmf => "dtmf",
            Self::Channel => "channel",
            Self::Message => "message",
            Self::Closed => "closed",
            Self::Recorded => "recorded",
        }
    }
}

/// One thing that happened to one session.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// To whom.
    pub session: SessionId,
    /// What.
    pub kind: EventKind,
    /// The question it answers.
    pub request: RequestId,
    /// A word for machines.
    pub code: String,
    /// A text for people, or an SDP.
    pub text: String,
    /// A number, by kind.
    pub value: f64,
    /// The last ones of a session that is over.
    pub figures: Option<Box<SessionStats>>,
    /// A message of the peer.
    pub data: Vec<u8>,
}

impl Notice {
    pub(crate) fn new(session: SessionId, kind: EventKind) -> Self {
        Self {
            session,
            kind,
            request: RequestId::NONE,
            code: String::new(),
            text: String::new(),
            value: 0.0,
            figures: None,
            data: Vec::new(),
        }
    }

    pub(crate) fn code(mut self, code: &str) -> Self {
        code.clone_into(&mut self.code);
        self
    }

    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    pub(crate) fn value(mut self, value: f64) -> Self {
        self.value = value;
        self
    }

    /// Who is seen or heard in a section of the session's, by their number; 0 is nobody.
    #[allow(clippy::cast_precision_loss, reason = "serials stay far below 2^45")]
    pub(crate) fn in_section(self, mid: Mid, who: Option<SessionId>) -> Self {
        let number = who.map_or(0, SessionId::as_u64);
        self.code(&mid.to_string()).value(number as f64)
    }

    pub(crate) fn figures(mut self, figures: SessionStats) -> Self {
        self.figures = Some(Box::new(figures));
        self
    }

    pub(crate) fn request(mut self, request: RequestId) -> Self {
        self.request = request;
        self
    }
}

/// Audio as columns: row i of each belongs together.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Frames {
    /// Whose frame.
    pub sessions: Vec<u64>,
    /// Who speaks: another session only for a seat that hears each member of its call; for a session
    /// that we offered with slots the number of the slot, from one.
    pub sources: Vec<u64>,
    /// Nanoseconds of media time since the session's first frame.
    pub media_times: Vec<u64>,
    /// How it came about: `FrameKind` as a number.
    pub kinds: Vec<u8>,
    /// `frame_samples` per row, one row after the other.
    pub samples: Vec<i16>,
}

/// Wakes the host once per drain, however much there is.
pub struct Doorbell {
    armed: AtomicBool,
    ring: Box<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for Doorbell {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Doorbell").finish_non_exhaustive()
    }
}

impl Doorbell {
    /// A bell that does what it is given when it rings.
    pub fn new(ring: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            armed: AtomicBool::new(true),
            ring: Box::new(ring),
        }
    }

    /// The host has come; the next [`Doorbell::ring`] wakes it again. Called before it looks.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// Whether the host was woken and has not come yet.
    pub(crate) fn has_rung(&self) -> bool {
        !self.armed.load(Ordering::SeqCst)
    }

    /// Wakes the host unless it is on its way.
    pub fn ring(&self) {
        if self.armed.swap(false, Ordering::SeqCst) {
            (self.ring)();
        }
    }
}

/// What one worker leaves for the host.
#[derive(Debug)]
pub struct Hub {
    state: Mutex<State>,
    bell: Arc<Doorbell>,
    frame_samples: usize,
    ring_frames: usize,
}

#[derive(Debug, Default)]
struct State {
    notices: Vec<Notice>,
    rings: FxHashMap<Stream, Ring>,
    /// Streams with audio, each once, in the order they began to wait.
    waiting: VecDeque<Stream>,
    /// Bytes of messages among the notices.
    messages: FxHashMap<SessionId, usize>,
    unseen: bool,
}

/// Who hears, and whom.
type Stream = (SessionId, SessionId);

#[derive(Debug, Default)]
struct Ring {
    rows: VecDeque<(u64, u8)>,
    samples: VecDeque<i16>,
}

impl Hub {
    /// `ring_frames` is how many frames of a session wait before the oldest is dropped.
    pub fn new(bell: Arc<Doorbell>, frame_samples: usize, ring_frames: usize) -> Self {
        Self {
            state: Mutex::default(),
            bell,
            frame_samples,
            ring_frames,
        }
    }

    pub(crate) fn post(&self, notice: Notice) {
        let mut state = self.lock();
        state.notices.push(notice);
        state.unseen = true;
    }

    /// Leaves a peer's message; false when so much of it waits that this one is dropped.
    pub(crate) fn post_message(&self, session: SessionId, data: Vec<u8>, limit: usize) -> bool {
        let mut state = self.lock();
        let waiting = state.messages.entry(session).or_default();
        if waiting.saturating_add(data.len()) > limit {
            return false;
        }
        *waiting += data.len();
        let mut notice = Notice::new(session, EventKind::Message);
        notice.data = data;
        state.notices.push(notice);
        state.unseen = true;
        true
    }

    /// Leaves a frame of a session's peer; false when the oldest had to go for it.
    pub(crate) fn push_frame(
        &self,
        session: SessionId,
        media_time: u64,
        kind: u8,
        samples: &[i16],
    ) -> bool {
        self.push_frame_of((session, session), media_time, kind, samples)
    }

    /// The same of a stream: a session may hear several, and each has a ring.
    pub(crate) fn push_frame_of(
        &self,
        stream: Stream,
        media_time: u64,
        kind: u8,
        samples: &[i16],
    ) -> bool {
        let mut guard = self.lock();
        let state = &mut *guard;
        let ring = state.rings.entry(stream).or_default();
        if ring.rows.is_empty() {
            state.waiting.push_back(stream);
        }
        let full = ring.rows.len() == self.ring_frames;
        if full {
            ring.rows.pop_front();
            ring.samples.drain(..self.frame_samples);
        }
        ring.rows.push_back((media_time, kind));
        ring.samples.extend(samples);
        state.unseen = true;
        !full
    }

    /// Forgets what a session hears, frames and all.
    pub(crate) fn forget(&self, session: SessionId) {
        let mut state = self.lock();
        state.rings.retain(|(listener, _), _| *listener != session);
        state.waiting.retain(|(listener, _)| *listener != session);
    }

    /// Forgets one of the streams that a session hears, frames and all.
    pub(crate) fn forget_stream(&self, stream: Stream) {
        let mut state = self.lock();
        if state.rings.remove(&stream).is_some() {
            state.waiting.retain(|waiting| *waiting != stream);
        }
    }

    /// Wakes the host if something was left since the last time.
    pub(crate) fn flush(&self) {
        if std::mem::take(&mut self.lock().unseen) {
            self.bell.ring();
        }
    }

    /// Moves what waits to the host, at most `max_frames` rows in all of `frames`; false when
    /// frames stay behind.
    pub fn drain(&self, max_frames: usize, notices: &mut Vec<Notice>, frames: &mut Frames) -> bool {
        let mut guard = self.lock();
        let state = &mut *guard;
        notices.append(&mut state.notices);
        state.messages.clear();
        while let Some(stream) = state.waiting.front().copied() {
            let room = max_frames.saturating_sub(frames.sessions.len());
            let Some(ring) = state.rings.get_mut(&stream) else {
                state.waiting.pop_front();
                continue;
            };
            if !ring.move_to(stream, room, self.frame_samples, frames) {
                return false;
            }
            state.waiting.pop_front();
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    /// True when nothing is left.
    fn move_to(
        &mut self,
        (session, source): Stream,
        room: usize,
        frame_samples: usize,
        frames: &mut Frames,
    ) -> bool {
        let moved = room.min(self.rows.len());
        for (media_time, kind) in self.rows.drain(..moved) {
            frames.sessions.push(session.as_u64());
            frames.sources.push(source.as_u64());
            frames.media_times.push(media_time);
            frames.kinds.push(kind);
        }
        self.move_samples(moved * frame_samples, &mut frames.samples);
        self.rows.is_empty()
    }

    /// In two pieces at most: one by one they cost more than the rest of a drain.
    fn move_samples(&mut self, count: usize, samples: &mut Vec<i16>) {
        let (first, second) = self.samples.as_slices();
        let from_first = count.min(first.len());
        samples.extend_from_slice(first.get(..from_first).unwrap_or_default());
        samples.extend_from_slice(second.get(..count - from_first).unwrap_or_default());
        self.samples.drain(..count.min(self.samples.len()));
    }
}

#[cfg(test)]
mod tests;
