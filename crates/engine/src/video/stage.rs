//! Who is seen in a call, and by whom: those who spoke last, on as many screens as a member has.

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Mid, OutgoingRtp, PictureNumbers, RtpPacket};

use super::layers::Layers;
use super::screen::{Screen, Seen, Showing};
use crate::SessionId;

/// Changes of who may see whom wait so long at most.
const CAST_EVERY: Duration = Duration::from_millis(100);

/// A packet for a member's line.
#[derive(Debug)]
pub(crate) struct Picture {
    /// Its line.
    pub(crate) slot: usize,
    pub(crate) packet: OutgoingRtp,
    pub(crate) numbers: PictureNumbers,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    /// Those who show themselves; who spoke last comes first.
    sources: Vec<Source>,
    screens: Vec<Screen>,
    /// When to look again who is to be seen; it changes with who hears whom.
    cast_due: Timestamp,
    /// Who began or stopped to show themselves since the last time.
    appearances: Vec<Appearance>,
    /// Whether somebody may see somebody else than before.
    is_changed: bool,
}

/// A member shows itself from now on, or not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Appearance {
    pub(crate) session: SessionId,
    pub(crate) appears: bool,
}

#[derive(Debug)]
struct Source {
    session: SessionId,
    layers: Layers,
}

impl Stage {
    /// A member can be shown somebody in a section.
    pub(crate) fn add_screen(
        &mut self,
        listener: SessionId,
        slot: usize,
        mid: Mid,
        payload_type: u8,
    ) {
        self.screens
            .push(Screen::new(listener, slot, mid, payload_type));
        self.cast_due = Timestamp::ZERO;
    }

    /// Forgets a member; answers its screens.
    pub(crate) fn leave(&mut self, session: SessionId) -> Vec<Screen> {
        self.forget(session);
        let own = |screen: &mut Screen| screen.listener == session;
        self.screens.extract_if(.., own).collect()
    }

    /// Takes in screens of another call's member: their streams go on.
    pub(crate) fn receive(&mut self, screens: Vec<Screen>) {
        for mut screen in screens {
            screen.go_dark();
            self.screens.push(screen);
        }
        self.cast_due = Timestamp::ZERO;
        self.is_changed = true;
    }

    /// A member shows nothing any more, until it does.
    pub(crate) fn hide(&mut self, session: SessionId) {
        if self.forget(session) {
            let appears = false;
            self.appearances.push(Appearance { session, appears });
        }
    }

    /// Whether it is time for [`Stage::look`].
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.cast_due <= now && !self.sources.is_empty()
    }

    /// Decides anew who is to be seen by whom; who sends nothing any more is not. `sees` says who may
    /// see whom.
    pub(crate) fn look(&mut self, now: Timestamp, sees: impl Fn(SessionId, SessionId) -> bool) {
        self.cast_due = now.saturating_add(CAST_EVERY);
        let silent = |source: &&Source| source.layers.is_silent(now);
        while let Some(session) = self.sources.iter().find(silent).map(|it| it.session) {
            self.hide(session);
            self.cast_due = now.saturating_add(CAST_EVERY);
        }
        self.cast(sees);
    }

    /// Who began or stopped to show themselves, and who sees somebody else, since the last time.
    pub(crate) fn take_news(&mut self) -> Option<(Vec<Appearance>, Vec<Seen>)> {
        if !self.is_changed {
            return None;
        }
        self.is_changed = false;
        let seen = self.screens.iter_mut().filter_map(Screen::take_news);
        let seen = seen.collect();
        Some((std::mem::take(&mut self.appearances), seen))
    }

    /// Somebody else speaks now.
    pub(crate) fn note_speaker(&mut self, session: SessionId) {
        let place = self
            .sources
            .iter()
            .position(|source| source.session == session);
        if let Some(place) = place {
            let speaker = self.sources.remove(place);
            self.sources.insert(0, speaker);
            self.cast_due = Timestamp::ZERO;
        }
    }

    /// Hands a member's packet to whoever is shown it, and answers whether its sender has to begin
    /// anew with a key frame. `sees` says who may see whom.
    pub(crate) fn show(
        &mut self,
        now: Timestamp,
        session: SessionId,
        packet: &RtpPacket,
        sees: impl Fn(SessionId, SessionId) -> bool,
        shown: &mut Vec<Picture>,
    ) -> bool {
        self.note(now, session, packet);
        if self.is_due(now) {
            self.look(now, sees);
        }
        let source = self.sources.iter().find(|source| source.session == session);
        let Some(source) = source else { return false };
        let mut asks = false;
        for screen in &mut self.screens {
            if screen.source != Some(session) {
                continue;
            }
            let wanted = source.layers.fitting(now, screen.budget());
            let before = screen.shown();
            match screen.show(now, session, packet, wanted) {
                Showing::No => {}
                Showing::AskKeyFrame => asks = true,
                Showing::Send(packet, numbers) => shown.push(Picture {
                    slot: screen.slot,
                    packet,
                    numbers,
                }),
            }
            self.is_changed |= screen.shown() != before;
        }
        asks
    }

    /// A listener wants a key frame: of whose stream.
    pub(crate) fn key_frame_of(&self, listener: SessionId, mid: Mid) -> Option<(SessionId, u32)> {
        let screen = self
            .screens
            .iter()
            .find(|screen| screen.is(listener, mid))?;
        screen.shown()
    }

    /// A listener misses so much of what it is sent.
    pub(crate) fn note_loss(&mut self, now: Timestamp, listener: SessionId, mid: Mid, loss: f32) {
        let screens = self.screens.iter_mut();
        for screen in screens.filter(|screen| screen.is(listener, mid)) {
            let rate = screen.shown().and_then(|(session, ssrc)| {
                let mut sources = self.sources.iter();
                let source = sources.find(|source| source.session == session)?;
                source.layers.rate(ssrc)
            });
            screen.note_loss(now, loss, rate.unwrap_or(0));
        }
    }

    /// A listener can take so many bits per second, for all of its screens.
    pub(crate) fn note_estimate(&mut self, listener: SessionId, bits: u64) {
        let of = |screen: &&mut Screen| screen.listener == listener;
        let count = self.screens.iter_mut().filter(of).count() as u64;
        for screen in self.screens.iter_mut().filter(of) {
            screen.note_estimate(bits / count.max(1));
        }
    }

    fn note(&mut self, now: Timestamp, session: SessionId, packet: &RtpPacket) {
        let place = self
            .sources
            .iter()
            .position(|source| source.session == session);
        let place = place.unwrap_or_else(|| {
            self.sources.push(Source {
                session,
                layers: Layers::default(),
            });
            let appears = true;
            self.appearances.push(Appearance { session, appears });
            self.cast_due = Timestamp::ZERO;
            self.is_changed = true;
            self.sources.len() - 1
        });
        if let Some(source) = self.sources.get_mut(place) {
            source.layers.note(now, packet.ssrc, packet.payload.len());
        }
    }

    /// Whether it was there.
    fn forget(&mut self, session: SessionId) -> bool {
        let count = self.sources.len();
        self.sources.retain(|source| source.session != session);
        let shows = |screen: &&mut Screen| screen.source == Some(session);
        self.screens
            .iter_mut()
            .filter(shows)
            .for_each(Screen::go_dark);
        self.cast_due = Timestamp::ZERO;
        self.is_changed = true;
        self.sources.len() < count
    }

    /// Gives each listener's screens to those it may see who spoke last; who has one keeps it.
    fn cast(&mut self, sees: impl Fn(SessionId, SessionId) -> bool) {
        for index in 0..self.screens.len() {
            let Some(listener) = self.screens.get(index).map(|screen| screen.listener) else {
                return;
            };
            let own = |screen: &&Screen| screen.listener == listener;
            let count = self.screens.iter().filter(own).count();
            let visible = self.sources.iter().map(|source| source.session);
            let visible = visible.filter(|source| *source != listener && sees(listener, *source));
            let top: Vec<SessionId> = visible.take(count).collect();
            let taken: Vec<SessionId> = self
                .screens
                .iter()
                .filter(own)
                .filter_map(|screen| screen.source)
                .collect();
            let Some(screen) = self.screens.get_mut(index) else {
                return;
            };
            if !screen.source.is_some_and(|source| top.contains(&source)) {
                let before = screen.source;
                screen.turn_to(top.into_iter().find(|source| !taken.contains(source)));
                self.is_changed |= screen.source != before;
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
