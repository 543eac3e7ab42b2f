//! How each listener gets what it hears: one peer's packets as they came, or a mix.

use jackfield_media::mixer::Gain;
use jackfield_media::time::Timestamp;
use slab::Slab;

use crate::host::Host;
use crate::line::{Ear, Line, Source};

use super::slots::Feed;
use super::{Call, Member};

/// Ticks for which a listener goes on getting one peer's packets while what is mixed instead is not
/// decoded yet, 200 ms: so much a jitter buffer may want.
const PATIENCE: u32 = 10;

/// A line that gets a member's packets: in a slot of it, or in the stream that has the mix otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) line: usize,
    pub(crate) slot: Option<usize>,
}

/// How one listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Way {
    /// What the call's turns make for it.
    #[default]
    Mixed,
    /// The packets of the member on this line.
    Forwarded(usize),
    /// The same for so many turns more, until the mix has that member's voice.
    Leaving(usize, u32),
}

impl Way {
    /// Whose packets it gets.
    pub(super) fn from(self) -> Option<usize> {
        match self {
            Self::Mixed => None,
            Self::Forwarded(slot) | Self::Leaving(slot, _) => Some(slot),
        }
    }

    /// What comes next, now that the matrix and the members say something else, or the same. Whose
    /// packets may not be heard any more is left at once.
    fn planned(self, forwarded: Option<usize>, may_go_on: bool) -> Self {
        match (forwarded, self) {
            (Some(slot), _) => Self::Forwarded(slot),
            (None, Self::Forwarded(slot)) if may_go_on => Self::Leaving(slot, PATIENCE),
            (None, Self::Leaving(..)) if may_go_on => self,
            _ => Self::Mixed,
        }
    }
}

impl Call {
    /// Who joined, left, connected, fell silent for good, or was muted, held or given another gain.
    pub(crate) fn note_change(&mut self) {
        self.is_planned = false;
    }

    /// Decides anew how everybody hears, if anything changed.
    pub(crate) fn plan(&mut self, now: Timestamp, lines: &mut Slab<Line>, host: &Host) {
        if std::mem::replace(&mut self.is_planned, true) {
            return;
        }
        for member in &mut self.members {
            let source = lines.get(member.slot).map_or(Source::Nothing, Line::source);
            member.source = if member.is_muted || member.is_held {
                Source::Nothing
            } else {
                source
            };
        }
        self.plan_slots(now, lines, host);
        for index in 0..self.members.len() {
            let forwarded = self.only_peer_of(index, lines);
            let may_go_on = self.may_go_on(index, lines);
            let Some(member) = self.members.get_mut(index) else {
                continue;
            };
            let before = member.way.from();
            member.way = member.way.planned(forwarded, may_go_on);
            let begins = member.way.from().is_some() && member.way.from() != before;
            if let Some(line) = lines.get_mut(member.slot).filter(|_| begins) {
                line.begin_forwarding();
            }
        }
        self.tell_sources(lines);
    }

    /// Where a member's packets go as they come.
    pub(crate) fn targets(&self, source: usize) -> impl Iterator<Item = Target> {
        let gets_it = move |member: &&Member| member.way.from() == Some(source);
        let instead_of_mix = self.members.iter().filter(gets_it).map(|member| Target {
            line: member.slot,
            slot: None,
        });
        instead_of_mix.chain(self.slot_targets(source))
    }

    /// Leaves a peer whose voice the mix has now, or that is not worth waiting for any more.
    pub(super) fn settle_ways(&mut self, now: Timestamp, lines: &mut Slab<Line>) {
        let mut is_settled = false;
        for member in &mut self.members {
            let Way::Leaving(slot, patience) = member.way else {
                continue;
            };
            let is_missed = lines.get_mut(slot).is_some_and(|line| {
                let is_talking = line.is_talking(now);
                is_talking && line.voice().is_some_and(|voice| voice.kind().is_none())
            });
            member.way = if !is_missed || patience == 0 {
                is_settled = true;
                Way::Mixed
            } else {
                Way::Leaving(slot, patience - 1)
            };
        }
        if is_settled {
            self.tell_sources(lines);
        }
    }

    /// The line of the one peer that a listener hears, if its packets can be given it as they are.
    fn only_peer_of(&self, index: usize, lines: &Slab<Line>) -> Option<usize> {
        let listener = self.members.get(index)?;
        if listener.is_held || lines.get(listener.slot)?.ear() != Ear::Opus {
            return None;
        }
        let mut heard = self.members.iter().filter(|member| {
            member.source != Source::Nothing
                && !self.matrix.gain(listener.session, member.session).is_none()
                && !listener.hears_apart(member.session)
        });
        let only = heard.next()?;
        let gain = self.matrix.gain(listener.session, only.session);
        let is_alone = heard.next().is_none();
        (is_alone && only.source == Source::Packets && gain == Gain::UNITY).then_some(only.slot)
    }

    /// Whether a listener may get the packets that it gets.
    fn may_go_on(&self, index: usize, lines: &Slab<Line>) -> bool {
        let Some(listener) = self.members.get(index) else {
            return false;
        };
        let Some(slot) = listener.way.from() else {
            return false;
        };
        let hears = lines.get(listener.slot).map(Line::ear) == Some(Ear::Opus);
        let source = self.members.iter().find(|member| member.slot == slot);
        hears
            && !listener.is_held
            && source.is_some_and(|source| {
                source.source == Source::Packets
                    && !listener.hears_apart(source.session)
                    && self.matrix.gain(listener.session, source.session) == Gain::UNITY
            })
    }

    /// Has each peer's packets passed on and decoded as far as somebody needs that.
    fn tell_sources(&self, lines: &mut Slab<Line>) {
        for source in &self.members {
            let is_forwarded = self.targets(source.slot).next().is_some();
            let is_mixed = source.source != Source::Nothing
                && self
                    .members
                    .iter()
                    .any(|listener| self.needs_voice(listener, source, lines));
            if let Some(line) = lines.get_mut(source.slot) {
                line.set_uses(is_forwarded, is_mixed);
            }
        }
    }

    fn needs_voice(&self, listener: &Member, source: &Member, lines: &Slab<Line>) -> bool {
        let hears = lines
            .get(listener.slot)
            .is_some_and(|line| line.ear().hears());
        let is_spared = match listener.feed_of(source.session) {
            Some(feed) => !matches!(feed, Feed::Voice(_)),
            None => matches!(listener.way, Way::Forwarded(_)),
        };
        hears
            && !listener.is_held
            && !is_spared
            && !self.matrix.gain(listener.session, source.session).is_none()
    }
}
