//! What is known of the call with one friend.

use jackfield_media::time::Timestamp;

use super::crossing::Crossing;
use crate::config::Config;
use crate::msi::{Capabilities, Fault, Message, Request};
use crate::state::State;

/// What media may do in an answered call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "two ways of two media")]
pub struct Terms {
    /// Of the audio we send, in kbit/s; 0 is off.
    pub audio_kbps: u32,
    /// Of the video we send, in kbit/s; 0 is off.
    pub video_kbps: u32,
    /// Whether we send audio and the friend takes it.
    pub sends_audio: bool,
    /// Whether we send video and the friend takes it.
    pub sends_video: bool,
    /// Whether the friend sends audio and we take it.
    pub takes_audio: bool,
    /// Whether the friend sends video and we take it.
    pub takes_video: bool,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Call {
    state: State,
    own: Capabilities,
    peer: Capabilities,
    /// What we had before the pause.
    saved: Capabilities,
    is_paused: bool,
    audio_kbps: u32,
    video_kbps: u32,
    /// When it began to ring.
    ringing_since: Timestamp,
    crossing: Crossing,
}

impl Call {
    /// Not a call any more, by our will.
    pub(super) fn end(&mut self, now: Timestamp) {
        *self = Self {
            state: State::Ended,
            crossing: self.crossing,
            ..Self::default()
        };
        self.crossing.hang_up(now);
    }

    pub(super) fn state(&self) -> State {
        self.state
    }

    pub(super) fn own(&self) -> Capabilities {
        self.own
    }

    pub(super) fn peer(&self) -> Capabilities {
        self.peer
    }

    pub(super) fn set_peer(&mut self, peer: Capabilities) {
        self.peer = peer;
    }

    pub(super) fn enter(&mut self, state: State, now: Timestamp) {
        if self.state != state && matches!(state, State::Requesting | State::Requested) {
            self.ringing_since = now;
        }
        self.state = state;
    }

    /// A call of ours; what is known of the end of the last one stays.
    pub(super) fn begin(&mut self, now: Timestamp, audio_kbps: u32, video_kbps: u32) {
        *self = Self {
            state: self.state,
            crossing: self.crossing,
            ringing_since: now,
            ..Self::default()
        };
        self.set_rates(audio_kbps, video_kbps);
    }

    pub(super) fn crossing(&self) -> &Crossing {
        &self.crossing
    }

    pub(super) fn crossing_mut(&mut self) -> &mut Crossing {
        &mut self.crossing
    }

    pub(super) fn set_rates(&mut self, audio_kbps: u32, video_kbps: u32) {
        self.audio_kbps = audio_kbps;
        self.video_kbps = video_kbps;
        self.own = Capabilities::of_rates(audio_kbps, video_kbps);
    }

    /// Note a rate. Returns whether the friend has to be told: not while paused, when all is told
    /// at its end.
    pub(super) fn set_rate(&mut self, sends: Capabilities, kbps: u32) -> bool {
        let is_audio = sends == Capabilities::SENDS_AUDIO;
        let rate = if is_audio {
            &mut self.audio_kbps
        } else {
            &mut self.video_kbps
        };
        let turned = (*rate == 0) != (kbps == 0);
        *rate = kbps;
        if !turned {
            return false;
        }
        let mask = if self.is_paused {
            &mut self.saved
        } else {
            &mut self.own
        };
        *mask = if kbps == 0 {
            *mask & !sends
        } else {
            *mask | sends
        };
        !self.is_paused
    }

    /// Send and take nothing. Returns whether something was sent or taken.
    pub(super) fn pause(&mut self) -> bool {
        if self.own == Capabilities::NONE {
            return false;
        }
        self.saved = self.own;
        self.own = Capabilities::NONE;
        self.is_paused = true;
        true
    }

    /// As before the pause. Returns whether there was one.
    pub(super) fn resume(&mut self) -> bool {
        if self.own != Capabilities::NONE || self.saved == Capabilities::NONE {
            return false;
        }
        self.own = self.saved;
        self.is_paused = false;
        true
    }

    /// Take nothing of a kind. Returns whether it was taken.
    pub(super) fn refuse(&mut self, takes: Capabilities) -> bool {
        let took = self.own.contains(takes);
        self.own = self.own & !takes;
        took
    }

    /// Take a kind again. Refused, as in the reference, only when nothing else is done.
    pub(super) fn take(&mut self, takes: Capabilities) -> bool {
        if self.own == takes {
            return false;
        }
        self.own = self.own | takes;
        self.is_paused = false;
        true
    }

    pub(super) fn terms(&self) -> Terms {
        let sends = |own, taken| self.own.contains(own) && self.peer.contains(taken);
        let takes = |own, sent| self.own.contains(own) && self.peer.contains(sent);
        Terms {
            audio_kbps: self.audio_kbps,
            video_kbps: self.video_kbps,
            sends_audio: sends(Capabilities::SENDS_AUDIO, Capabilities::TAKES_AUDIO),
            sends_video: sends(Capabilities::SENDS_VIDEO, Capabilities::TAKES_VIDEO),
            takes_audio: takes(Capabilities::TAKES_AUDIO, Capabilities::SENDS_AUDIO),
            takes_video: takes(Capabilities::TAKES_VIDEO, Capabilities::SENDS_VIDEO),
        }
    }

    /// When it has rung for too long, if it rings.
    pub(super) fn ends_ringing(&self, config: &Config) -> Option<Timestamp> {
        let rings = matches!(self.state, State::Requesting | State::Requested);
        let limit = config.ring_timeout().filter(|_| rings)?;
        Some(self.ringing_since + limit)
    }

    /// Whether a message answers our question, or was said before the friend heard it: that is noted.
    /// Neither is about the call.
    pub(super) fn crosses(&mut self, now: Timestamp, config: &Config, message: Message) -> bool {
        let window = config.crossing_window;
        let answers = message.fault == Some(Fault::InvalidMessage);
        let invites = message.request == Request::Init;
        if !invites && answers && self.crossing.answer(now, window) {
            return true;
        }
        let is_early = self.state == State::Requesting && self.crossing.is_open(now, window);
        // That one never is about an invitation.
        let is_stray = message.fault == Some(Fault::StrayMessage);
        let crosses = is_early && !invites && !is_stray;
        if crosses {
            self.crossing.note(message);
        }
        crosses
    }
}

#[cfg(test)]
mod tests;
