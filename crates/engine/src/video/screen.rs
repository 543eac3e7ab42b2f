//! One section in which a member is shown somebody: a stream that goes on whoever is seen.

use std::time::Duration;

use jackfield_media::rtp::{Incoming, RtpTime, SequenceNumber, Ssrc, StreamRewriter};
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Mid, OutgoingRtp, PictureNumbers, RtpPacket};

use crate::SessionId;

const VIDEO_CLOCK: u32 = 90_000;
/// The loss from which less is sent, and that up to which more may be tried.
const BAD: f32 = 0.10;
const GOOD: f32 = 0.02;
/// Without loss for so long before more is tried.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two requests for a key frame.
const ASK_AGAIN: Duration = Duration::from_millis(500);
const PICTURE_IDS: u16 = 0x7fff;

/// See the module.
#[derive(Debug)]
pub(crate) struct Screen {
    pub(super) listener: SessionId,
    pub(super) slot: usize,
    mid: Mid,
    payload_type: u8,
    /// Whom it is to show.
    pub(super) source: Option<SessionId>,
    /// What it shows, of whom.
    shown: Option<(SessionId, u32)>,
    rewriter: StreamRewriter,
    numbers: Numbers,
    budget: Budget,
    asked: Option<Timestamp>,
    /// Whom the listener knows it to show.
    told: Option<SessionId>,
}

/// Whom a listener sees in a section from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) listener: SessionId,
    pub(crate) mid: Mid,
    pub(crate) source: Option<SessionId>,
}

/// Picture ids and their like, continued over changes of the source.
#[derive(Debug, Default)]
struct Numbers {
    shift: PictureNumbers,
    /// The last that were sent.
    last: PictureNumbers,
}

/// What the listener's line carries, in bits per second; none for as much as there is.
#[derive(Debug, Default)]
struct Budget {
    by_loss: Option<u64>,
    by_estimate: Option<u64>,
    changed: Timestamp,
}

/// What to do with a packet.
#[derive(Debug)]
pub(super) enum Showing {
    /// Nothing: another is shown.
    No,
    /// The layer has to begin anew first.
    AskKeyFrame,
    /// Send it.
    Send(OutgoingRtp, PictureNumbers),
}

impl Screen {
    pub(super) fn new(listener: SessionId, slot: usize, mid: Mid, payload_type: u8) -> Self {
        Self {
            listener,
            slot,
            mid,
            payload_type,
            source: None,
            shown: None,
            // See the forwarded way: a low beginning leaves room before the first wrap.
            rewriter: StreamRewriter::new(VIDEO_CLOCK, SequenceNumber(1), RtpTime(0)),
            numbers: Numbers::default(),
            budget: Budget::default(),
            asked: None,
            told: None,
        }
    }

    /// Somebody else is to be shown, or nobody.
    pub(super) fn turn_to(&mut self, source: Option<SessionId>) {
        self.source = source;
        // Who comes back begins anew: the listener has forgotten what they look like.
        if self.shown.is_some_and(|(shown, _)| Some(shown) != source) {
            self.shown = None;
        }
    }

    /// Whom the listener sees, if it is not who it knows of.
    pub(super) fn take_news(&mut self) -> Option<Seen> {
        let source = self.shown.map(|(source, _)| source);
        let is_news = std::mem::replace(&mut self.told, source) != source;
        is_news.then_some(Seen {
            listener: self.listener,
            mid: self.mid,
            source,
        })
    }

    /// Whom it shows is elsewhere: it shows nobody until somebody else begins with a key frame.
    pub(super) fn go_dark(&mut self) {
        self.turn_to(None);
    }

    pub(super) fn is(&self, listener: SessionId, mid: Mid) -> bool {
        self.listener == listener && self.mid == mid
    }

    /// Takes a packet of whom it is to show; `wanted` is the layer that fits.
    pub(super) fn show(
        &mut self,
        now: Timestamp,
        source: SessionId,
        packet: &RtpPacket,
        wanted: Option<u32>,
    ) -> Showing {
        let stream = (source, packet.ssrc);
        let Some(picture) = packet.picture else {
            return Showing::No;
        };
        if self.shown != Some(stream) {
            if wanted != Some(packet.ssrc) {
                return Showing::No;
            }
            if !picture.starts_key_frame {
                return self.ask(now);
            }
            self.shown = Some(stream);
            self.numbers.switch(picture.numbers);
        }
        let [low, high, ..] = packet.sequence.to_le_bytes();
        let incoming = Incoming {
            ssrc: Ssrc(packet.ssrc),
            sequence: SequenceNumber(u16::from_le_bytes([low, high])),
            rtp_time: RtpTime(packet.rtp_time),
        };
        let Some(place) = self.rewriter.rewrite(now, incoming) else {
            return Showing::No;
        };
        let outgoing = OutgoingRtp {
            mid: self.mid,
            payload_type: self.payload_type,
            sequence: place.sequence,
            rtp_time: place.rtp_time.0,
            marker: packet.marker,
            audio_level: None,
            nackable: true,
            payload: std::sync::Arc::clone(&packet.payload),
        };
        Showing::Send(outgoing, self.numbers.place(picture.numbers))
    }

    /// The stream it shows, for a key frame that the listener asks for.
    pub(super) fn shown(&self) -> Option<(SessionId, u32)> {
        self.shown
    }

    /// What may be sent, in bits per second.
    pub(super) fn budget(&self) -> Option<u64> {
        [self.budget.by_loss, self.budget.by_estimate]
            .into_iter()
            .flatten()
            .min()
    }

    /// The listener reports so much loss while the layer it is shown takes so many bits per second.
    pub(super) fn note_loss(&mut self, now: Timestamp, loss: f32, rate: u64) {
        let budget = &mut self.budget;
        if loss > BAD {
            budget.by_loss = Some(rate * 7 / 10);
            budget.changed = now;
        } else if loss < GOOD && now.since(budget.changed) > PATIENCE {
            // Beyond what any layer takes it is no limit any more.
            budget.by_loss = budget.by_loss.map(|bits| bits.saturating_mul(2));
            budget.changed = now;
        }
    }

    /// The listener's own estimate (REMB).
    pub(super) fn note_estimate(&mut self, bits: u64) {
        self.budget.by_estimate = Some(bits);
    }

    fn ask(&mut self, now: Timestamp) -> Showing {
        if self.asked.is_some_and(|at| now.since(at) < ASK_AGAIN) {
            return Showing::No;
        }
        self.asked = Some(now);
        Showing::AskKeyFrame
    }
}

impl Numbers {
    /// The next picture is of another sender: it follows the last that was sent.
    fn switch(&mut self, first: PictureNumbers) {
        let id = |id: u16| self.last.id.map_or(0, |last| next(last).wrapping_sub(id));
        let base = |base: u8| {
            let last = self.last.base;
            last.map_or(0, |last| last.wrapping_add(1).wrapping_sub(base))
        };
        self.shift = PictureNumbers {
            id: first.id.map(id),
            base: first.base.map(base),
        };
    }

    fn place(&mut self, numbers: PictureNumbers) -> PictureNumbers {
        let shift = self.shift;
        let id = |id: u16| id.wrapping_add(shift.id.unwrap_or(0)) & PICTURE_IDS;
        let base = |base: u8| base.wrapping_add(shift.base.unwrap_or(0));
        let placed = PictureNumbers {
            id: numbers.id.map(id),
            base: numbers.base.map(base),
        };
        self.last = PictureNumbers {
            id: placed.id.or(self.last.id),
            base: placed.base.or(self.last.base),
        };
        placed
    }
}

fn next(id: u16) -> u16 {
    id.wrapping_add(1) & PICTURE_IDS
}

#[cfg(test)]
mod tests;
