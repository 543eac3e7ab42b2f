//! Pictures of a session's peer, and for it.

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Codec, MediaKind, Mid};

use super::{Path, RtcLine, State};
use crate::host::Host;
use crate::line::VideoLine;
use crate::metrics::Counter;
use crate::video::Picture;

impl RtcLine {
    /// What came of pictures since the last time.
    pub(in crate::line) fn video(&mut self) -> &mut VideoLine {
        &mut self.video
    }

    /// The sections in which its peer can be shown somebody, with the payload type of VP8.
    pub(in crate::line) fn screens(&self) -> Vec<(Mid, u8)> {
        let media = self.session.media().iter();
        media
            .filter(|line| line.kind == MediaKind::Video && line.direction.sends())
            .filter_map(|line| Some((line.mid, line.payload_type(Codec::Vp8)?)))
            .collect()
    }

    pub(in crate::line) fn send_picture(&mut self, now: Timestamp, picture: Picture, host: &Host) {
        if self.state == State::Connected
            && self
                .session
                .write_picture(now, picture.packet, picture.numbers)
        {
            host.metrics.increment(Counter::PacketsSent);
        }
    }

    pub(in crate::line) fn request_key_frame(&mut self, ssrc: u32) {
        self.session.request_keyframe_of(ssrc);
    }

    pub(super) fn shows(&self, mid: Mid) -> bool {
        let media = self.session.media().iter();
        let video = media.filter(|line| line.kind == MediaKind::Video);
        matches!(self.path, Path::Member(..)) && video.map(|line| line.mid).any(|it| it == mid)
    }
}
