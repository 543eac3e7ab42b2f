//! Pictures of members, handed to those who see them.

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Codec, RtpPacket};

use super::Worker;
use crate::SessionId;
use crate::hub::{EventKind, Notice};
use crate::line::{Line, VideoEvent};
use crate::video::{Appearance, Seen};

impl Worker {
    /// Hands on what a line has of pictures since the last time.
    pub(super) fn show(&mut self, now: Timestamp, slot: usize) {
        self.hand_out(now, slot);
        // With pictures or without: whose camera is off is noticed by what does not come.
        self.tell_of_pictures(now, slot);
    }

    fn hand_out(&mut self, now: Timestamp, slot: usize) {
        let Some(line) = self.lines.get_mut(slot) else {
            return;
        };
        let Some(video) = line.video().filter(|video| !video.is_empty()) else {
            return;
        };
        let (packets, events) = video.take();
        let id = line.id();
        let mut touched = self.hand_on(now, slot, id, &packets);
        for event in events {
            touched.extend(self.heed(now, slot, id, event));
        }
        touched.sort_unstable();
        touched.dedup();
        for slot in touched {
            self.drive(slot, now, None);
        }
    }

    /// Answers which lines have something to send.
    fn hand_on(
        &mut self,
        now: Timestamp,
        slot: usize,
        id: SessionId,
        packets: &[RtpPacket],
    ) -> Vec<usize> {
        let mut touched = Vec::new();
        let Some(call) = self.lines.get(slot).and_then(Line::call) else {
            return touched;
        };
        for packet in packets {
            let mut shown = Vec::new();
            let asks = self
                .calls
                .get(call)
                .is_some_and(|call| call.show(now, id, packet, &mut shown));
            for picture in shown {
                touched.push(picture.slot);
                if let Some(line) = self.lines.get_mut(picture.slot) {
                    line.send_picture(now, picture, &self.host);
                }
            }
            if asks && let Some(line) = self.lines.get_mut(slot) {
                line.request_key_frame(now, packet.ssrc);
                touched.push(slot);
            }
        }
        touched
    }

    /// Tells the host who shows themselves, and whom each sees in which section.
    fn tell_of_pictures(&mut self, now: Timestamp, slot: usize) {
        let call = self.lines.get(slot).and_then(Line::call);
        let call = call.and_then(|call| self.calls.get(call));
        let Some((appearances, seen)) = call.and_then(|call| call.look(now)) else {
            return;
        };
        for Appearance { session, appears } in appearances {
            // Others say it themselves.
            if self.is_rtc(session) {
                let notice = Notice::new(session, EventKind::Track).text("video");
                let codec = if appears { Codec::Vp8.name() } else { "" };
                self.host.hub.post(notice.code(codec));
            }
        }
        for Seen {
            listener,
            mid,
            source,
        } in seen
        {
            let notice = Notice::new(listener, EventKind::Screen);
            self.host.hub.post(notice.in_section(mid, source));
        }
    }

    fn is_rtc(&self, session: SessionId) -> bool {
        let line = self.demux.slot_of(session);
        let line = line.and_then(|slot| self.lines.get(slot));
        matches!(line, Some(Line::Rtc(_)))
    }

    /// Does what a peer says of its pictures; answers which line has something to send.
    fn heed(
        &mut self,
        now: Timestamp,
        slot: usize,
        id: SessionId,
        event: VideoEvent,
    ) -> Option<usize> {
        let call = self.lines.get(slot).and_then(Line::call)?;
        let stage = self.calls.get(call)?.stage();
        match event {
            VideoEvent::Ready => self.add_screens(slot),
            VideoEvent::Hidden => stage.hide(id),
            VideoEvent::Loss(mid, loss) => stage.note_loss(now, id, mid, loss),
            VideoEvent::Estimate(bits) => stage.note_estimate(id, bits),
            VideoEvent::KeyFrameWanted(mid) => {
                let (source, ssrc) = stage.key_frame_of(id, mid)?;
                let slot = self.demux.slot_of(source)?;
                self.lines.get_mut(slot)?.request_key_frame(now, ssrc);
                return Some(slot);
            }
        }
        None
    }

    /// Notes where a member can be shown somebody, once that is agreed.
    pub(super) fn add_screens(&mut self, slot: usize) {
        let Some(line) = self.lines.get(slot) else {
            return;
        };
        let (id, screens) = (line.id(), line.screens());
        if let Some(call) = line.call().and_then(|call| self.calls.get(call)) {
            for (mid, payload_type) in screens {
                call.stage().add_screen(id, slot, mid, payload_type);
            }
        }
    }
}
