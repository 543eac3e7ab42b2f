//! The other way round: we offer, the peer answers.

use jackfield_media::time::Timestamp;
use str0m::change::SdpPendingOffer;

use super::Session;
use super::data::LABEL;
use crate::SessionError;
use crate::config::{IceMode, MediaRequest, SessionConfig};
use crate::offer::{Answer, OfferLimits};

/// An offer of ours that waits for its answer.
pub struct PendingOffer(SdpPendingOffer);

impl std::fmt::Debug for PendingOffer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PendingOffer(…)")
    }
}

impl Session {
    /// Makes an offer; [`Session::accept_answer`] completes it. Always full ICE.
    pub fn offer(
        config: &SessionConfig,
        now: Timestamp,
        media: &[MediaRequest],
    ) -> Result<(Self, String, PendingOffer), SessionError> {
        let mut session = Self::new(config, IceMode::Full, now)?;
        let mut changes = session.rtc.sdp_api();
        for request in media {
            changes.add_media(
                request.kind.into(),
                request.direction.into(),
                None,
                None,
                None,
            );
        }
        let channel = config
            .data
            .offers_channel
            .then(|| changes.add_channel(LABEL.to_owned()));
        let (sdp, pending) = changes
            .apply()
            .ok_or_else(|| SessionError::Failed("an offer needs a media section".into()))?;
        session.data.expect(channel);
        Ok((session, sdp.to_sdp_string(), PendingOffer(pending)))
    }

    /// Takes the peer's answer to our offer.
    pub fn accept_answer(
        &mut self,
        pending: PendingOffer,
        answer_sdp: &str,
    ) -> Result<(), SessionError> {
        self.complete(pending, Answer::parse(answer_sdp, &OfferLimits::default())?)
    }

    /// Takes an answer that was parsed before.
    pub fn complete(&mut self, pending: PendingOffer, answer: Answer) -> Result<(), SessionError> {
        let changes = self.rtc.sdp_api();
        changes.accept_answer(pending.0, answer.parsed)?;
        self.note_media(&answer.text);
        self.take_candidates(answer.candidates);
        Ok(())
    }
}
