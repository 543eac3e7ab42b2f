//! Who is heard apart from the mix: each in a section of the listener's own, as long as both stay.
//!
//! A slot goes from nobody to somebody by way of the host, who tells the listener whose it is. Until the
//! listener has confirmed that, the voice is in the mix. One that is nobody's any more rests for a
//! while: the listener still plays whom it had.

use jackfield_media::mixer::Gain;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::Mid;
use slab::Slab;

use crate::SessionId;
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::line::{Ear, Line, Source};
use crate::membership::{Telling, Tick};

use super::groups::{Made, Sound};
use super::matrix::Matrix;
use super::plan::Target;
use super::{Call, Member};

/// Turns that a slot rests, 1 s: more than a jitter buffer may hold.
const REST: u32 = 50;

/// See the module.
#[derive(Debug)]
pub(crate) struct AudioSlot {
    mid: Mid,
    owner: Option<SessionId>,
    /// The listener knows whose it is.
    is_open: bool,
    rest: u32,
    feed: Feed,
    /// What it heard last of a voice that is encoded, and hears in this tick.
    group: Option<u64>,
    next_group: Option<u64>,
}

/// How a voice comes into its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feed {
    /// Not now: it may not be heard, or cannot be.
    Nothing,
    /// As the packets of the member on this line.
    Packets(usize),
    /// Encoded for this slot, so loud.
    Voice(Gain),
}

impl AudioSlot {
    fn new(mid: Mid) -> Self {
        Self {
            mid,
            owner: None,
            is_open: false,
            rest: 0,
            feed: Feed::Nothing,
            group: None,
            next_group: None,
        }
    }

    /// Whoever is on this line is so no more.
    pub(super) fn forget_line(&mut self, line: usize) {
        if self.feed == Feed::Packets(line) {
            self.feed = Feed::Nothing;
        }
    }

    /// It carries nothing until its call has looked at it.
    pub(super) fn pause(&mut self) {
        (self.feed, self.group) = (Feed::Nothing, None);
    }

    fn release(&mut self, listener: SessionId, host: &Host) {
        *self = Self {
            rest: REST,
            ..Self::new(self.mid)
        };
        self.announce(listener, host);
    }

    fn give(&mut self, listener: SessionId, owner: SessionId, host: &Host) {
        self.owner = Some(owner);
        self.announce(listener, host);
    }

    fn announce(&self, listener: SessionId, host: &Host) {
        let notice = Notice::new(listener, EventKind::Slot);
        host.hub.post(notice.in_section(self.mid, self.owner));
    }
}

impl Member {
    /// Whether it hears another apart from the mix.
    pub(super) fn hears_apart(&self, other: SessionId) -> bool {
        self.feed_of(other).is_some()
    }

    /// How it hears another apart from the mix, if it does.
    pub(super) fn feed_of(&self, other: SessionId) -> Option<Feed> {
        let mut open = self.slots.iter().filter(|slot| slot.is_open);
        let slot = open.find(|slot| slot.owner == Some(other))?;
        Some(slot.feed)
    }

    fn may_hear(&self, other: &Self, matrix: &Matrix) -> bool {
        !matrix.gain(self.session, other.session).is_none()
    }
}

impl Call {
    /// Whether any member can hear others apart.
    pub(crate) fn has_slots(&self) -> bool {
        self.has_slots
    }

    /// A member can hear somebody apart in each of these.
    pub(crate) fn add_slots(&mut self, session: SessionId, mids: Vec<Mid>) {
        if let Some(member) = self.member(session) {
            member.slots = mids.into_iter().map(AudioSlot::new).collect();
        }
        self.note_slots();
    }

    /// The slots that get a member's packets as they come.
    pub(super) fn slot_targets(&self, source: usize) -> impl Iterator<Item = Target> {
        let members: &[Member] = if self.has_slots { &self.members } else { &[] };
        members.iter().flat_map(move |member| {
            let slots = member.slots.iter().enumerate();
            slots
                .filter(move |(_, slot)| slot.feed == Feed::Packets(source))
                .map(|(index, _)| Target {
                    line: member.slot,
                    slot: Some(index),
                })
        })
    }

    /// Who joined or left may have had some.
    pub(super) fn note_slots(&mut self) {
        self.has_slots = self.members.iter().any(|member| !member.slots.is_empty());
        self.note_change();
    }

    /// Decides anew who has which, if anybody has any.
    pub(super) fn plan_slots(&mut self, now: Timestamp, lines: &mut Slab<Line>, host: &Host) {
        if !self.has_slots {
            return;
        }
        let mut rests = false;
        for index in 0..self.members.len() {
            let Some(member) = self.members.get_mut(index) else {
                continue;
            };
            // Away while it is looked at, as the others are looked at too.
            let mut slots = std::mem::take(&mut member.slots);
            if !slots.is_empty() {
                self.plan_slots_of(index, &mut slots, lines, host);
                rests |= slots.iter().any(|slot| slot.rest > 0);
            }
            if let Some(member) = self.members.get_mut(index) {
                member.slots = slots;
            }
        }
        if rests {
            self.clock.wake(now);
        }
    }

    /// Goes on by one turn; whether any slot rests.
    pub(super) fn rest_slots(&mut self) -> bool {
        if !self.has_slots {
            return false;
        }
        let mut rests = false;
        let mut is_rested = false;
        for slot in self.members.iter_mut().flat_map(|member| &mut member.slots) {
            if slot.rest > 0 {
                rests = true;
                slot.rest -= 1;
                is_rested |= slot.rest == 0;
            }
        }
        if is_rested {
            self.note_change();
        }
        rests
    }

    /// Puts slots whose voices are encoded into their groups.
    pub(super) fn group_slots(&mut self, tick: Tick, lines: &Slab<Line>) {
        if !self.has_slots {
            return;
        }
        for member in &mut self.members {
            let loss = lines.get(member.slot).map_or(0.0, Line::expected_loss);
            for slot in &mut member.slots {
                slot.next_group = None;
                let (Feed::Voice(gain), Some(owner)) = (slot.feed, slot.owner) else {
                    continue;
                };
                if self.audible.iter().any(|(session, _)| *session == owner) {
                    let sound = Sound::Apart(owner, gain);
                    let group = self.groups.join(tick, sound, &[], loss, slot.group);
                    slot.next_group = Some(group);
                }
            }
        }
    }

    /// Sends what was encoded for them.
    pub(super) fn send_slots(
        &mut self,
        now: Timestamp,
        tick: Tick,
        lines: &mut Slab<Line>,
        host: &Host,
    ) {
        if !self.has_slots {
            return;
        }
        for member in &mut self.members {
            for (index, slot) in member.slots.iter_mut().enumerate() {
                slot.group = slot.next_group.take();
                let made = slot.group.and_then(|group| self.groups.made(group));
                if let (Some(Made::Opus(packet)), Some(line)) = (made, lines.get_mut(member.slot)) {
                    line.send_in(now, (index, tick), packet, host);
                    self.touched.push(member.slot);
                }
            }
        }
    }

    fn plan_slots_of(
        &self,
        index: usize,
        slots: &mut [AudioSlot],
        lines: &mut Slab<Line>,
        host: &Host,
    ) {
        let Some(listener) = self.members.get(index) else {
            return;
        };
        let Some(line) = lines.get_mut(listener.slot) else {
            return;
        };
        for (index, slot) in slots.iter_mut().enumerate() {
            self.review(listener, slot, line.told_of_slot(index), host);
        }
        if line.can_tell() {
            self.give_out(listener, slots, line, host);
        }
        let hears = !listener.is_held && line.ear() == Ear::Opus;
        for (index, slot) in slots.iter_mut().enumerate() {
            let before = slot.feed;
            slot.feed = self
                .feed(listener, slot)
                .filter(|_| hears)
                .unwrap_or(Feed::Nothing);
            if slot.feed != before && matches!(slot.feed, Feed::Packets(_)) {
                line.begin_slot(index);
            }
        }
    }

    /// Takes a slot from whoever is gone or not to be heard; opens it when the listener knows its owner.
    fn review(&self, listener: &Member, slot: &mut AudioSlot, told: Telling, host: &Host) {
        let Some(owner) = slot.owner else { return };
        let mut members = self.members.iter();
        let member = members.find(|member| member.session == owner);
        let stays = member.is_some_and(|member| listener.may_hear(member, &self.matrix));
        if !stays || told == Telling::Failed(owner) {
            slot.release(listener.session, host);
        } else if told == Telling::Known(owner) {
            slot.is_open = true;
        }
    }

    /// Gives each whom the listener hears a slot, as far as there are any. For want of others one is
    /// taken from somebody who is muted or held.
    fn give_out(&self, listener: &Member, slots: &mut [AudioSlot], line: &mut Line, host: &Host) {
        for member in &self.members {
            let owner = Some(member.session);
            let is_heard =
                member.source != Source::Nothing && listener.may_hear(member, &self.matrix);
            if !is_heard || slots.iter().any(|slot| slot.owner == owner) {
                continue;
            }
            let is_free = |slot: &AudioSlot| slot.owner.is_none() && slot.rest == 0;
            if let Some(index) = slots.iter().position(is_free) {
                line.give_slot(index);
                if let Some(slot) = slots.get_mut(index) {
                    slot.give(listener.session, member.session, host);
                }
            } else if !slots.iter().any(|slot| slot.owner.is_none())
                && let Some(slot) = slots.iter_mut().find(|slot| self.is_idle(slot))
            {
                slot.release(listener.session, host);
            }
        }
    }

    /// Whether a slot's owner says nothing for the time being.
    fn is_idle(&self, slot: &AudioSlot) -> bool {
        let mut members = self.members.iter();
        let owner = members.find(|member| Some(member.session) == slot.owner);
        owner.is_none_or(|owner| owner.source == Source::Nothing)
    }

    fn feed(&self, listener: &Member, slot: &AudioSlot) -> Option<Feed> {
        let owner = slot.owner.filter(|_| slot.is_open)?;
        let mut members = self.members.iter();
        let owner = members.find(|member| member.session == owner)?;
        let gain = self.matrix.gain(listener.session, owner.session);
        Some(match owner.source {
            Source::Nothing => Feed::Nothing,
            Source::Packets if gain == Gain::UNITY => Feed::Packets(owner.slot),
            Source::Packets | Source::Samples => Feed::Voice(gain),
        })
    }
}
