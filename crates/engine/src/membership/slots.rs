//! The sections in which a member hears one other each, as its line has them.

use std::sync::Arc;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{MediaLine, Mid, Session};

use super::Tick;
use super::opus_stream::{Forwarded, OpusStream};
use crate::SessionId;
use crate::host::Host;
use crate::section::Section;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct AudioSlots {
    all: Vec<Slot>,
    /// How many wait until the peer has confirmed that it was told.
    waiting: usize,
    /// Something became known of one.
    is_changed: bool,
    /// Whether the peer could be told, when its call was last told so.
    was_ready: bool,
    sent: u64,
}

#[derive(Debug)]
struct Slot {
    mid: Mid,
    stream: OpusStream,
    telling: Telling,
}

/// What a peer knows of whom it hears in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// Nothing, or nothing new.
    Nothing,
    /// It will know when so many bytes of its messages are confirmed.
    Waiting(SessionId, u64),
    /// Who it is.
    Known(SessionId),
    /// It could not be told.
    Failed(SessionId),
}

impl AudioSlots {
    /// Audio after the first that the peer only receives.
    pub(crate) fn new(media: &[MediaLine], host: &Host) -> Self {
        let sections = media.iter().filter_map(Section::new).skip(1);
        let slots = sections.filter(|section| section.sends && !section.receives);
        Self {
            all: slots
                .take(host.config.audio_slots_per_member)
                .map(|section| Slot {
                    mid: section.mid,
                    stream: OpusStream::new(section, host),
                    telling: Telling::Nothing,
                })
                .collect(),
            ..Self::default()
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn mids(&self) -> Vec<Mid> {
        self.all.iter().map(|slot| slot.mid).collect()
    }

    pub(crate) fn has(&self, mid: Mid) -> bool {
        self.all.iter().any(|slot| slot.mid == mid)
    }

    /// Packets sent in all of them.
    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// Whether the call should look at them anew; `is_ready` when the peer can be told.
    pub(crate) fn take_change(&mut self, is_ready: bool) -> bool {
        let was_ready = std::mem::replace(&mut self.was_ready, is_ready);
        std::mem::take(&mut self.is_changed) || was_ready != is_ready
    }

    /// A slot is somebody else's, of whom the peer knows nothing yet.
    pub(crate) fn give(&mut self, index: usize) {
        self.tell(index, Telling::Nothing);
    }

    /// The peer is being told whose a slot is: it knows when so many bytes are confirmed. `None` when
    /// it could not be told.
    pub(crate) fn note_told(&mut self, mid: Mid, source: SessionId, bytes: Option<u64>) {
        let Some(index) = self.all.iter().position(|slot| slot.mid == mid) else {
            return;
        };
        self.is_changed |= bytes.is_none();
        self.tell(
            index,
            match bytes {
                Some(bytes) => Telling::Waiting(source, bytes),
                None => Telling::Failed(source),
            },
        );
    }

    /// The peer has confirmed so many bytes of its messages.
    pub(crate) fn confirm(&mut self, confirmed: u64) {
        if self.waiting == 0 {
            return;
        }
        for index in 0..self.all.len() {
            if let Telling::Waiting(source, bytes) = self.telling(index)
                && bytes <= confirmed
            {
                self.tell(index, Telling::Known(source));
                self.is_changed = true;
            }
        }
    }

    pub(crate) fn telling(&self, index: usize) -> Telling {
        let slot = self.all.get(index);
        slot.map_or(Telling::Nothing, |slot| slot.telling)
    }

    /// It is a member of another call from now on.
    pub(crate) fn enter(&mut self) {
        for slot in &mut self.all {
            slot.stream.enter();
        }
    }

    pub(crate) fn begin_forwarding(&mut self, index: usize) {
        if let Some(slot) = self.all.get_mut(index) {
            slot.stream.begin_forwarding();
        }
    }

    pub(crate) fn forward(
        &mut self,
        now: Timestamp,
        (index, from): (usize, SessionId),
        packet: &Forwarded,
        session: &mut Session,
        host: &Host,
    ) {
        if let Some(slot) = self.all.get_mut(index) {
            self.sent += u64::from(slot.stream.forward(now, from, packet, session, host));
        }
    }

    pub(crate) fn send(
        &mut self,
        now: Timestamp,
        (index, tick): (usize, Tick),
        opus: &Arc<[u8]>,
        session: &mut Session,
        host: &Host,
    ) {
        if let Some(slot) = self.all.get_mut(index) {
            self.sent += u64::from(slot.stream.send(now, tick, opus, session, host));
        }
    }

    fn tell(&mut self, index: usize, telling: Telling) {
        if let Some(slot) = self.all.get_mut(index) {
            slot.telling = telling;
        }
        let is_waiting = |slot: &&Slot| matches!(slot.telling, Telling::Waiting(..));
        self.waiting = self.all.iter().filter(is_waiting).count();
    }
}
