//! One call: who is in it, who hears whom, and its turns of 20 ms.

mod clock;
mod groups;
mod matrix;
mod phase;
mod plan;
mod slots;

use std::sync::Arc;

use jackfield_media::mixer::{ActiveSpeaker, Gain};
use jackfield_media::opus::SampleRate;
use jackfield_media::receiver::FrameKind;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::RtpPacket;
use slab::Slab;

use crate::call_directory::CallShared;
use crate::command::Hears;
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::line::{Ear, Line, Source};
use crate::membership::Tick;
use crate::video::{Appearance, Picture, Screen, Seen, Stage};
use crate::{CallId, SessionId};
use clock::CallClock;
use groups::{Deviations, Groups, Made, Sound};
use matrix::Matrix;
use phase::Rhythm;
pub(crate) use plan::Target;
use plan::Way;
use slots::AudioSlot;

/// Ticks between two looks at the levels for the host: 200 ms, what each is a mean of.
const LEVEL_TICKS: u64 = 10;

/// See the module.
#[derive(Debug)]
pub(crate) struct Call {
    id: CallId,
    shared: Arc<CallShared>,
    members: Vec<Member>,
    matrix: Matrix,
    clock: CallClock,
    groups: Groups,
    speaker: ActiveSpeaker,
    stage: Stage,
    /// Who is heard in this tick, with their lines.
    audible: Vec<(SessionId, usize)>,
    /// Who was heard a moment ago: those who are given everybody apart, or wait for the end of a
    /// sentence, get their silence too.
    recent: Vec<(SessionId, usize)>,
    /// Lines that have something to send.
    touched: Vec<usize>,
    /// Whether each member's way of hearing fits the members and the matrix.
    is_planned: bool,
    /// Whether any member can hear others apart.
    has_slots: bool,
}

#[derive(Debug)]
struct Member {
    session: SessionId,
    /// Of its line.
    slot: usize,
    is_muted: bool,
    is_held: bool,
    source: Source,
    /// When its frames are there, once it was heard.
    rhythm: Option<Rhythm>,
    way: Way,
    /// What it heard last, and hears in this tick.
    group: Option<u64>,
    next_group: Option<u64>,
    deviations: Deviations,
    /// In which it hears others apart.
    slots: Vec<AudioSlot>,
}

/// A member between two calls.
#[derive(Debug)]
pub(crate) struct Leaving {
    session: SessionId,
    slot: usize,
    is_muted: bool,
    is_held: bool,
    screens: Vec<Screen>,
    slots: Vec<AudioSlot>,
}

/// Where groups find what they mix.
pub(crate) trait Voices {
    /// A line's frame of this tick.
    fn frame(&mut self, slot: usize, rate: SampleRate) -> &[i16];
}

impl Voices for Slab<Line> {
    fn frame(&mut self, slot: usize, rate: SampleRate) -> &[i16] {
        // What cannot be converted, and what is gone, is silent.
        self.get_mut(slot)
            .and_then(Line::voice)
            .and_then(|voice| voice.frame(rate).ok())
            .unwrap_or_default()
    }
}

impl Call {
    pub(crate) fn new(id: CallId, shared: Arc<CallShared>) -> Self {
        Self {
            id,
            shared,
            members: Vec::new(),
            matrix: Matrix::default(),
            clock: CallClock::default(),
            groups: Groups::default(),
            speaker: ActiveSpeaker::default(),
            stage: Stage::default(),
            audible: Vec::new(),
            recent: Vec::new(),
            touched: Vec::new(),
            is_planned: false,
            has_slots: false,
        }
    }

    pub(crate) fn id(&self) -> CallId {
        self.id
    }

    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// The lines of all members.
    pub(crate) fn slots(&self) -> impl Iterator<Item = usize> {
        self.members.iter().map(|member| member.slot)
    }

    pub(crate) fn join(&mut self, session: SessionId, slot: usize) {
        self.receive(Leaving {
            session,
            slot,
            is_muted: false,
            is_held: false,
            screens: Vec::new(),
            slots: Vec::new(),
        });
    }

    /// Takes in who was a member of another call, muted or held as there.
    pub(crate) fn receive(&mut self, member: Leaving) {
        self.stage.receive(member.screens);
        self.members.push(Member {
            session: member.session,
            slot: member.slot,
            is_muted: member.is_muted,
            is_held: member.is_held,
            source: Source::Nothing,
            rhythm: None,
            way: Way::default(),
            group: None,
            next_group: None,
            deviations: Deviations::new(),
            slots: member.slots,
        });
        self.note_slots();
    }

    /// Forgets a member; answers what another call may want of it.
    pub(crate) fn leave(&mut self, session: SessionId, host: &Host) -> Option<Leaving> {
        let mut gone = self
            .members
            .extract_if(.., |member| member.session == session)
            .next()?;
        // Another line may take its place among the lines.
        for member in &mut self.members {
            if member.way.from() == Some(gone.slot) {
                member.way = Way::Mixed;
            }
            for slot in &mut member.slots {
                slot.forget_line(gone.slot);
            }
        }
        gone.slots.iter_mut().for_each(AudioSlot::pause);
        self.note_slots();
        self.matrix.forget(session);
        self.speaker.forget(session.as_u64());
        let screens = self.stage.leave(session);
        for member in &self.members {
            host.hub.forget_stream((member.session, session));
            host.hub.forget_stream((session, member.session));
        }
        Some(Leaving {
            session,
            slot: gone.slot,
            is_muted: gone.is_muted,
            is_held: gone.is_held,
            screens,
            slots: gone.slots,
        })
    }

    /// Sets how loud a member hears another; both have to be there.
    pub(crate) fn set_gain(&mut self, listener: SessionId, speaker: SessionId, gain: Gain) {
        if self.member(listener).is_some() && self.member(speaker).is_some() {
            self.matrix.set(listener, speaker, gain);
            self.note_change();
        }
    }

    pub(crate) fn set_muted(&mut self, session: SessionId, muted: bool) {
        if let Some(member) = self.member(session) {
            member.is_muted = muted;
            self.note_change();
        }
    }

    pub(crate) fn set_held(&mut self, session: SessionId, held: bool) {
        if let Some(member) = self.member(session) {
            member.is_held = held;
            self.note_change();
        }
    }

    /// Who sees whom. A member that is held neither sees nor is seen.
    pub(crate) fn stage(&mut self) -> &mut Stage {
        &mut self.stage
    }

    /// Hands a member's picture to those who see it; see [`Stage::show`].
    pub(crate) fn show(
        &mut self,
        now: Timestamp,
        session: SessionId,
        packet: &RtpPacket,
        shown: &mut Vec<Picture>,
    ) -> bool {
        let sees = sight(&self.members, &self.matrix);
        self.stage.show(now, session, packet, sees, shown)
    }

    /// Looks who is to be seen, if it is time to; answers what members have to be told.
    pub(crate) fn look(&mut self, now: Timestamp) -> Option<(Vec<Appearance>, Vec<Seen>)> {
        if self.stage.is_due(now) {
            self.stage.look(now, sight(&self.members, &self.matrix));
        }
        self.stage.take_news()
    }

    /// Whether nobody hears a member, whatever it says.
    pub(crate) fn is_silent(&mut self, session: SessionId) -> bool {
        self.member(session)
            .is_some_and(|member| member.is_muted || member.is_held)
    }

    /// There is something to hear.
    pub(crate) fn wake(&mut self, now: Timestamp) {
        self.clock.wake(now);
    }

    /// When the next tick is due; `None` while nobody says anything.
    pub(crate) fn next_timeout(&self) -> Option<Timestamp> {
        self.clock.next()
    }

    /// The lines that have something to send since the last time.
    pub(crate) fn take_touched(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.touched)
    }

    /// Gives the list back, so that its memory is used again.
    pub(crate) fn give_back(&mut self, mut touched: Vec<usize>) {
        touched.clear();
        self.touched = touched;
    }

    /// Hears everybody, and sends to each what is to be heard.
    pub(crate) fn tick(&mut self, now: Timestamp, lines: &mut Slab<Line>, host: &Host) {
        let tick = self.clock.tick(now, &host.metrics);
        self.plan(now, lines, host);
        let goes_on = self.hear(now, tick, lines, host) | self.rest_slots();
        self.settle_ways(now, lines);
        self.find_leader(lines, host);
        if tick.number.is_multiple_of(LEVEL_TICKS) || !goes_on {
            self.publish_levels(lines);
        }
        self.give_each(tick, lines, host);
        self.group_listeners(tick, lines, host);
        self.group_slots(tick, lines);
        self.groups.make(tick, &self.audible, lines, host);
        self.send(now, tick, lines, host);
        self.send_slots(now, tick, lines, host);
        let rhythms = self.members.iter().filter_map(|member| member.rhythm);
        self.clock.align(tick, rhythms);
        if !goes_on {
            self.clock.sleep();
        }
    }

    /// Takes a frame of each; false when nobody has any more.
    fn hear(&mut self, now: Timestamp, tick: Tick, lines: &mut Slab<Line>, host: &Host) -> bool {
        self.audible.clear();
        self.recent.clear();
        let mut goes_on = false;
        for member in &mut self.members {
            let Some(line) = lines.get_mut(member.slot) else {
                continue;
            };
            line.hear(now, host);
            goes_on |= line.has_input();
            let Some(voice) = line.voice() else { continue };
            if let Some(began) = voice.tick() {
                let notice = Notice::new(member.session, EventKind::Speaking);
                host.hub.post(notice.value(f64::from(u8::from(began))));
            }
            let activity = voice.activity();
            // Until the end of a sentence was heard, and told of, there is something to do.
            goes_on |= !voice.is_empty() || activity.is_recent();
            if member.is_muted || member.is_held {
                continue;
            }
            let (is_audible, is_recent) = (activity.is_audible(), activity.is_recent());
            if is_recent {
                self.recent.push((member.session, member.slot));
            }
            if is_audible {
                self.audible.push((member.session, member.slot));
                let ready = line.ready_at();
                let note = |ready| Rhythm::note(member.rhythm, ready, tick.number);
                member.rhythm = ready.map(note).or(member.rhythm);
            }
        }
        goes_on
    }

    fn find_leader(&mut self, lines: &mut Slab<Line>, host: &Host) {
        let talking = self.audible.iter().filter_map(|(session, slot)| {
            let activity = lines.get_mut(*slot)?.voice()?.activity();
            activity
                .is_speaking()
                .then(|| (session.as_u64(), activity.level()))
        });
        if let Some(leader) = self.speaker.note(talking) {
            let leader = SessionId::from_u64(leader);
            self.stage.note_speaker(leader);
            #[allow(clippy::cast_precision_loss, reason = "serials stay far below 2^45")]
            let call = self.id.as_u64() as f64;
            let notice = Notice::new(leader, EventKind::ActiveSpeaker);
            host.hub.post(notice.value(call));
        }
    }

    fn publish_levels(&self, lines: &mut Slab<Line>) {
        self.shared.publish(|levels| {
            levels.extend(self.members.iter().filter_map(|member| {
                let voice = lines.get_mut(member.slot)?.voice()?;
                Some((member.session, voice.activity().level()))
            }));
        });
    }

    /// Gives seats that want it everybody apart.
    fn give_each(&self, tick: Tick, lines: &mut Slab<Line>, host: &Host) {
        let rate = SampleRate::at_least(host.config.sample_rate);
        for member in self.members.iter().filter(|member| !member.is_held) {
            let ear = lines.get(member.slot).map(Line::ear);
            if ear != Some(Ear::Seat(Hears::Each)) {
                continue;
            }
            for (source, slot) in &self.recent {
                if self.matrix.gain(member.session, *source).is_none() {
                    continue;
                }
                give(lines, (*slot, *source), member.slot, (tick, rate), host);
            }
        }
    }

    fn group_listeners(&mut self, tick: Tick, lines: &Slab<Line>, host: &Host) {
        for member in &mut self.members {
            member.next_group = None;
            let is_mixed = !member.is_held && member.way == Way::Mixed;
            let Some(line) = lines.get(member.slot).filter(|_| is_mixed) else {
                continue;
            };
            let sound = match line.ear() {
                Ear::Opus => Sound::Opus,
                Ear::Pcm(rate) => Sound::Pcm(rate),
                Ear::Seat(Hears::Mix) => Sound::Pcm(SampleRate::at_least(host.config.sample_rate)),
                Ear::Seat(_) | Ear::Nothing => continue,
            };
            if member.hears_somebody(&self.audible, &self.matrix) {
                let deviations = &member.deviations;
                let loss = line.expected_loss();
                let group = self
                    .groups
                    .join(tick, sound, deviations, loss, member.group);
                member.next_group = Some(group);
            }
        }
    }

    fn send(&mut self, now: Timestamp, tick: Tick, lines: &mut Slab<Line>, host: &Host) {
        for member in &mut self.members {
            member.group = member.next_group;
            let Some(line) = lines.get_mut(member.slot) else {
                continue;
            };
            let made = member.group.and_then(|group| self.groups.made(group));
            if let Some(seat) = line.seat() {
                let me = member.session;
                let waits = seat.hears() == Hears::Mix && !member.is_held;
                if let Some(Made::Pcm(frame)) = made {
                    seat.send(me, tick, FrameKind::Received, frame, host);
                } else if waits && self.recent.iter().any(|(session, _)| *session != me) {
                    seat.send_silence(tick, host);
                }
                self.touched.push(member.slot);
                continue;
            }
            match made {
                Some(Made::Opus(packet)) => line.send_opus(now, tick, packet, host),
                Some(Made::Pcm(frame)) => line.send_pcm(frame, host),
                None => continue,
            }
            self.touched.push(member.slot);
        }
    }

    fn member(&mut self, session: SessionId) -> Option<&mut Member> {
        self.members
            .iter_mut()
            .find(|member| member.session == session)
    }
}

/// Whether a listener may see another.
fn sight(members: &[Member], matrix: &Matrix) -> impl Fn(SessionId, SessionId) -> bool {
    let held = |session| {
        let mut members = members.iter();
        members.any(|member: &Member| member.session == session && member.is_held)
    };
    move |listener, source| {
        !held(listener) && !held(source) && !matrix.gain(listener, source).is_none()
    }
}

impl Member {
    /// Whether it hears anybody in this tick; notes whom it hears otherwise than they came.
    fn hears_somebody(&mut self, audible: &[(SessionId, usize)], matrix: &Matrix) -> bool {
        self.deviations.clear();
        let mut heard = audible.len();
        for (speaker, _) in audible {
            let gain = if self.hears_apart(*speaker) {
                Gain::NONE
            } else {
                matrix.gain(self.session, *speaker)
            };
            if gain != Gain::UNITY {
                self.deviations.push((*speaker, gain));
                heard -= usize::from(gain.is_none());
            }
        }
        heard > 0
    }
}

/// Gives a seat one voice as it came.
fn give(
    lines: &mut Slab<Line>,
    (from, source): (usize, SessionId),
    to: usize,
    (tick, rate): (Tick, SampleRate),
    host: &Host,
) {
    let Some((speaker, listener)) = lines.get2_mut(from, to) else {
        return;
    };
    let (Some(voice), Some(seat)) = (speaker.voice(), listener.seat()) else {
        return;
    };
    let kind = voice.kind().unwrap_or(FrameKind::Silence);
    if let Ok(frame) = voice.frame(rate) {
        seat.send(source, tick, kind, frame, host);
    }
}
