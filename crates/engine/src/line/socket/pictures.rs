//! Pictures of a WebSocket client, and for it: whole frames there, packets in its call.

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::vp8::Packetizer;
use jackfield_webrtc::{Mid, OutgoingRtp};
use jackfield_websocket::{Picture, Session, VideoTerms, is_key_frame};

use crate::SessionId;
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::line::{VideoEvent, VideoLine};
use crate::metrics::Counter;
use crate::video::FrameJoiner;

/// Between two requests for a key frame.
const ASK_AGAIN: Duration = Duration::from_millis(500);
/// A client has one section, which nobody but us knows.
const SECTION: &str = "video";
const CODEC: &str = "VP8";
/// Besides those of the largest picture.
const MORE_PACKETS: usize = 64;

/// See the module.
#[derive(Debug)]
pub(super) struct SocketVideo {
    line: VideoLine,
    packetizer: Packetizer,
    /// A picture was left out: those up to the next key frame rest on it.
    skips: bool,
    /// Whether it says that it shows something; `None` until it has said or done so.
    sends: Option<bool>,
    takes: bool,
    joiner: FrameJoiner,
    /// When the client was asked to begin anew.
    asked: Option<Timestamp>,
    /// When whoever it is shown was.
    wanted: Option<Timestamp>,
}

impl SocketVideo {
    pub(super) fn new(host: &Host) -> Self {
        let limit = host.config.websocket.max_picture;
        let mut line = VideoLine::with_room(Packetizer::count_of(limit) + MORE_PACKETS);
        line.note(VideoEvent::Ready);
        Self {
            line,
            packetizer: Packetizer::new(Mid::from(SECTION)),
            skips: false,
            sends: None,
            takes: true,
            joiner: FrameJoiner::new(limit),
            asked: None,
            wanted: None,
        }
    }

    /// What its call takes, and is told.
    pub(super) fn line(&mut self) -> &mut VideoLine {
        &mut self.line
    }

    /// Where it is shown others.
    pub(super) fn mid(&self) -> Mid {
        self.packetizer.mid()
    }

    /// Takes a picture of the client for its call.
    pub(super) fn receive(
        &mut self,
        now: Timestamp,
        picture: &Picture,
        id: SessionId,
        session: &mut Session,
        host: &Host,
    ) {
        if self.sends.is_none() {
            self.set_sends(true, id, host);
        }
        self.skips &= !is_key_frame(&picture.frame);
        let count = Packetizer::count_of(picture.frame.len());
        if self.skips || !self.line.has_room(count) {
            self.skips = true;
            host.metrics.increment(Counter::PicturesBurst);
            return self.ask(now, session);
        }
        if self.sends == Some(true) {
            let (line, packetizer) = (&mut self.line, &mut self.packetizer);
            packetizer.packetize(picture.time, &picture.frame, |packet| {
                line.receive(packet, host);
            });
        }
    }

    /// Takes what the client says of its video.
    pub(super) fn agree(&mut self, now: Timestamp, terms: VideoTerms, id: SessionId, host: &Host) {
        if let Some(sends) = terms.sends {
            self.set_sends(sends, id, host);
        }
        let Some(kbps) = terms.takes_kbps else { return };
        let took = std::mem::replace(&mut self.takes, kbps > 0);
        if !self.takes {
            self.joiner.begin_anew();
            return;
        }
        self.line
            .note(VideoEvent::Estimate(u64::from(kbps) * 1_000));
        if !took {
            self.want(now);
        }
    }

    /// Sends a packet of somebody else's as soon as its frame is whole.
    pub(super) fn send(
        &mut self,
        now: Timestamp,
        packet: OutgoingRtp,
        session: &mut Session,
        host: &Host,
    ) {
        if !self.takes {
            return;
        }
        let wants = self.joiner.push(now, packet, |time, frame| {
            session.send_picture(time, frame);
            host.metrics.increment(Counter::PicturesSent);
        });
        let left_out = self.joiner.take_left_out();
        host.metrics.add(Counter::PicturesIncomplete, left_out);
        if wants {
            self.want(now);
        }
    }

    /// Has whoever it is shown begin anew, unless that was asked for just now.
    pub(super) fn want(&mut self, now: Timestamp) {
        if is_due(&mut self.wanted, now) {
            self.line.note(VideoEvent::KeyFrameWanted(self.mid()));
        }
    }

    /// Has the client begin anew, unless it was asked just now.
    pub(super) fn ask(&mut self, now: Timestamp, session: &mut Session) {
        if is_due(&mut self.asked, now) {
            session.want_key_frame();
        }
    }

    fn set_sends(&mut self, sends: bool, id: SessionId, host: &Host) {
        let was = self.sends.replace(sends);
        if was.unwrap_or(false) == sends {
            return;
        }
        if !sends {
            self.line.note(VideoEvent::Hidden);
        }
        let track = Notice::new(id, EventKind::Track).text("video");
        host.hub.post(track.code(if sends { CODEC } else { "" }));
    }
}

fn is_due(last: &mut Option<Timestamp>, now: Timestamp) -> bool {
    let is_due = last.is_none_or(|at| now.since(at) >= ASK_AGAIN);
    if is_due {
        *last = Some(now);
    }
    is_due
}
