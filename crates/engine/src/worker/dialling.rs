//! Sessions that we offer.

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{
    Answer, Direction, LocalCandidate, MediaKind, MediaRequest, Protocol, Session, SessionConfig,
};

use super::{Worker, rejection};
use crate::command::{Digits, Route};
use crate::hub::{EventKind, Notice};
use crate::line::{Line, RtcLine};
use crate::metrics::Counter;
use crate::{RequestId, SessionId};

const SLOT: MediaRequest = MediaRequest {
    kind: MediaKind::Audio,
    direction: Direction::RecvOnly,
};

impl Worker {
    /// With video or without, and so many slots.
    pub(super) fn dial(
        &mut self,
        now: Timestamp,
        id: SessionId,
        route: Route,
        (video, slots): (bool, usize),
    ) {
        if !self.admits(id, route) {
            return;
        }
        match Session::offer(&self.offer_config(route), now, &media(route, video, slots)) {
            Ok((session, offer, pending)) => {
                self.host.metrics.increment(Counter::SessionsOpened);
                let shared = self.host.directory.get(id).unwrap_or_default();
                let line = RtcLine::new(id, session, route, shared, now, &self.host);
                let line = line.await_answer(pending);
                let ufrag = line.ufrag().to_owned();
                let opened = Notice::new(id, EventKind::Opened).text(offer).code(&ufrag);
                self.host.hub.post(opened);
                let slot = self.lines.insert(Line::Rtc(Box::new(line)));
                self.demux.add(slot, id, ufrag);
                self.join_call(slot);
                self.drive(slot, now, None);
            }
            Err(error) => self.refuse(id, &error),
        }
    }

    pub(super) fn accept_answer(
        &mut self,
        now: Timestamp,
        id: SessionId,
        request: RequestId,
        answer: Answer,
    ) {
        let Some(slot) = self.demux.slot_of(id) else {
            return self.reject_unknown(id, request);
        };
        let Some(line) = self.lines.get_mut(slot) else {
            return;
        };
        let notice = match line.accept_answer(answer, &self.host) {
            Ok(()) => Notice::new(id, EventKind::Accepted),
            Err(error) => rejection(id, &error),
        };
        let is_accepted = notice.kind == EventKind::Accepted;
        self.host.hub.post(notice.request(request));
        if is_accepted {
            self.add_screens(slot);
        }
        self.drive(slot, now, None);
    }

    pub(super) fn send_message(&mut self, now: Timestamp, id: SessionId, data: &[u8]) {
        if let Some(slot) = self.demux.slot_of(id)
            && let Some(line) = self.lines.get_mut(slot)
        {
            line.send_message(now, data, &self.host);
            self.drive(slot, now, None);
        }
    }

    pub(super) fn send_digits(&mut self, now: Timestamp, id: SessionId, digits: &Digits) {
        if let Some(slot) = self.demux.slot_of(id)
            && let Some(line) = self.lines.get_mut(slot)
        {
            line.send_digits(now, digits, &self.host);
            self.drive(slot, now, None);
        }
    }

    /// Who offers checks connectivity, and by UDP alone: our TCP candidates only wait.
    fn offer_config(&self, route: Route) -> SessionConfig {
        let mut config = self.session_config(route);
        config.data = self.host.config.messages.session(true);
        let is_udp = |candidate: &LocalCandidate| candidate.protocol == Protocol::Udp;
        config.candidates.retain(is_udp);
        config
    }
}

fn media(route: Route, video: bool, slots: usize) -> Vec<MediaRequest> {
    let direction = match route {
        Route::Listen => Direction::RecvOnly,
        _ => Direction::SendRecv,
    };
    let kinds = [Some(MediaKind::Audio), video.then_some(MediaKind::Video)];
    kinds
        .into_iter()
        .flatten()
        .map(|kind| MediaRequest { kind, direction })
        .chain(std::iter::repeat_n(SLOT, slots))
        .collect()
}
