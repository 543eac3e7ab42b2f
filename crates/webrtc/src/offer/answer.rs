//! A peer's answer to our offer, looked at as its offers are.

use str0m::Candidate;
use str0m::change::SdpAnswer;

use super::{Description, OfferLimits, Prepared, limits, transport};
use crate::SessionError;

/// Looked at and parsed, which needs no session.
pub struct Answer {
    pub(crate) text: String,
    pub(crate) parsed: SdpAnswer,
    /// Those of the candidates that can be used; the parsed answer has none.
    pub(crate) candidates: Vec<Candidate>,
}

impl Answer {
    /// Reads an answer, unless it is too large, cannot be parsed or leaves something out.
    pub fn parse(sdp: &str, limits: &OfferLimits) -> Result<Self, SessionError> {
        limits::check_size(sdp, limits).map_err(of_answer)?;
        let description = Description::read(sdp);
        transport::check_transport(&description)?;
        let prepared = Prepared::new(sdp, &description);
        let parsed = SdpAnswer::from_sdp_string(&prepared.text)
            .map_err(|error| prepared.explain(&error.to_string()))?;
        Ok(Self {
            text: sdp.to_owned(),
            parsed,
            candidates: prepared.candidates,
        })
    }
}

fn of_answer(error: SessionError) -> SessionError {
    match error {
        SessionError::Unsupported(reason) => {
            SessionError::Unsupported(reason.replacen("the offer", "the answer", 1))
        }
        other => other,
    }
}

/// Without the text: it holds secrets.
impl std::fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Answer(…)")
    }
}

#[cfg(test)]
mod tests;
