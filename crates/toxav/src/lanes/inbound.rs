//! What comes.

use std::sync::TryLockError;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;

use super::{Lanes, Shown, locked};
use crate::audio::AudioFrame;
use crate::bandwidth::{Arrivals, REPORT_LEN};
use crate::rtp::{Media, Packet};
use crate::video::Encoded;

/// What a packet asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Consequence {
    /// Sent to the friend: what came and what did not.
    pub(crate) report: Option<[u8; REPORT_LEN]>,
    /// The friend is to be asked for a key frame.
    pub(crate) asks_key_frame: bool,
}

impl Lanes {
    /// Whether packets of a medium are wanted.
    pub(crate) fn takes(&self, media: Media) -> bool {
        let terms = self.terms();
        match media {
            Media::Audio => terms.takes_audio,
            Media::Video => terms.takes_video,
        }
    }

    /// Take a packet.
    pub(crate) fn receive(&self, now: Timestamp, packet: &Packet<'_>) -> Consequence {
        match packet.header.media {
            Media::Audio => {
                let arrivals = locked(&self.audio_in).receive(now, packet);
                self.report(now, arrivals, false)
            }
            Media::Video => {
                let mut lane = locked(&self.video_in);
                let arrivals = lane.receive(now, packet);
                let asks_key_frame = lane.poll_key_request(now);
                drop(lane);
                self.report(now, arrivals, asks_key_frame)
            }
        }
    }

    /// Give up frames that are not waited for any longer.
    pub(crate) fn give_up_late(&self, now: Timestamp) -> Consequence {
        let mut lane = locked(&self.video_in);
        if lane.next_timeout().is_none_or(|due| due > now) {
            return Consequence::default();
        }
        let arrivals = lane.poll(now);
        let asks_key_frame = lane.poll_key_request(now);
        drop(lane);
        self.report(now, arrivals, asks_key_frame)
    }

    /// The next audio that is due, in the caller's memory. What came before we muted is not heard
    /// afterwards. The clock, of processor time, is a call of the kernel: only who has audio is timed.
    pub(crate) fn poll_audio(
        &self,
        now: Timestamp,
        frame: &mut AudioFrame,
        clock: &dyn Fn() -> Duration,
    ) -> bool {
        if !self.takes(Media::Audio) {
            return false;
        }
        let mut lane = locked(&self.audio_in);
        let is_due = lane.next_timeout().is_some_and(|due| due <= now);
        let began = is_due.then(clock);
        if !lane.poll(now, frame) {
            return false;
        }
        let delay = lane.stats().delay;
        drop(lane);
        let wanted = locked(&self.effects).received_audio;
        let shape = (frame.channels, frame.rate);
        locked(&self.heard).process(wanted, shape, &mut frame.pcm);
        let spent = began.map(|began| clock().saturating_sub(began));
        let meter = &mut locked(&self.judged).meter;
        meter.note_audio(delay);
        meter.note_cpu(spent.unwrap_or_default());
        true
    }

    /// Ask the friend for a key frame, with its next packet.
    pub(crate) fn want_key_frame(&self) {
        locked(&self.video_in).want_key_frame();
    }

    /// The program is given this to play; how many samples were dropped that nobody asked for since.
    pub(crate) fn note_played(&self, frame: &AudioFrame) -> u64 {
        let is_heeded = locked(&self.effects).sent_audio.echo_cancellation;
        if is_heeded {
            locked(&self.played).push(frame)
        } else {
            0
        }
    }

    /// When there is audio again, if no packet comes before.
    pub(crate) fn next_audio(&self) -> Option<Timestamp> {
        locked(&self.audio_in).next_timeout()
    }

    /// Decode the next frame of video and show it, if there is one and it is to be shown. Who is
    /// showing one already, in `sink`, gets none.
    pub(crate) fn poll_video(
        &self,
        now: Timestamp,
        sink: &mut dyn FnMut(I420Ref<'_>),
        clock: &dyn Fn() -> Duration,
    ) -> bool {
        let mut shown = match self.shown.try_lock() {
            Ok(shown) => shown,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        let Shown { screen, frame } = &mut *shown;
        if !self.take_encoded(now, frame) {
            return false;
        }
        let began = clock();
        if !screen.show(frame, sink) {
            locked(&self.video_in).note_undecodable();
        }
        self.note_cpu(clock().saturating_sub(began));
        true
    }

    /// The next frame of video as it was sent.
    pub(crate) fn take_encoded(&self, now: Timestamp, frame: &mut Encoded) -> bool {
        if !self.takes(Media::Video) || !locked(&self.video_in).take(frame) {
            return false;
        }
        locked(&self.judged).meter.note_video(frame.age(now));
        true
    }

    /// Whether pictures wait, or when frames are given up.
    pub(crate) fn next_video(&self) -> Option<Timestamp> {
        let lane = locked(&self.video_in);
        if lane.queued() > 0 {
            return Some(Timestamp::ZERO);
        }
        lane.next_timeout()
    }

    fn report(&self, now: Timestamp, arrivals: Arrivals, asks_key_frame: bool) -> Consequence {
        let mut judged = locked(&self.judged);
        judged.reports.note(arrivals);
        let late = || locked(&self.audio_in).take_lost();
        Consequence {
            report: judged.reports.poll_report(now, late),
            asks_key_frame,
        }
    }
}

#[cfg(test)]
mod tests;
