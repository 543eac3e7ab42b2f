//! What the host tells a session's peer, besides audio: an offer, messages, digits.

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Answer, PendingOffer, SessionError};

use super::{Path, RtcLine, State};
use crate::command::Digits;
use crate::host::Host;
use crate::line::digits;

impl RtcLine {
    /// The session is of an offer of ours.
    pub(crate) fn await_answer(mut self, pending: PendingOffer) -> Self {
        self.pending = Some(pending);
        self
    }

    /// Takes the peer's answer to our offer.
    pub(crate) fn accept_answer(
        &mut self,
        answer: Answer,
        host: &Host,
    ) -> Result<(), SessionError> {
        let pending = self.pending.take().ok_or_else(|| {
            SessionError::Unsupported("no offer of ours waits for an answer".into())
        })?;
        self.session.complete(pending, answer)?;
        match &mut self.path {
            Path::Audio(path) => path.negotiate(self.session.media()),
            Path::Member(_, member) => member.negotiate(self.session.media(), host),
            Path::Forward(_) => {}
        }
        self.announce_tracks(host);
        Ok(())
    }

    pub(crate) fn send_message(&mut self, now: Timestamp, data: &[u8], host: &Host) {
        let Self {
            session, shared, ..
        } = self;
        // Whether it can be sent is counted; nobody waits for it.
        let _ = self.messages.send(now, data, session, shared, host);
    }

    pub(crate) fn send_digits(&mut self, now: Timestamp, digits: &Digits, host: &Host) {
        if self.state == State::Connecting {
            return self.early.keep(digits, host);
        }
        digits::send(now, digits, &mut self.session, host);
    }

    /// What was to be pressed before anybody was there.
    pub(super) fn send_early_digits(&mut self, now: Timestamp, host: &Host) {
        for digits in self.early.take() {
            digits::send(now, &digits, &mut self.session, host);
        }
    }
}
