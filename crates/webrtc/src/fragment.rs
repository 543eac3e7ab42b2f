//! The SDP fragments of trickle ICE (RFC 8840), as WHIP's PATCH carries them.

use str0m::Candidate;

use crate::SessionError;

/// More candidates than this in one fragment are not read: browsers send a dozen.
const MAX_CANDIDATES: usize = 64;
/// Bounds of RFC 8839 §5.4.
const UFRAG_LENGTH: std::ops::RangeInclusive<usize> = 4..=256;
const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 22..=256;

/// A parsed `application/trickle-ice-sdpfrag`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SdpFragment {
    /// The peer's ufrag, if given.
    pub ufrag: Option<String>,
    /// The peer's password, if given.
    pub password: Option<String>,
    /// The `candidate:` lines, without `a=`.
    pub candidates: Vec<String>,
    /// The peer says that no more will come.
    pub end_of_candidates: bool,
}

impl SdpFragment {
    /// Reads a fragment; unknown lines are passed over (RFC 8840 §9).
    pub fn parse(text: &str) -> Result<Self, SessionError> {
        let mut fragment = Self::default();
        for line in text
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty())
        {
            fragment.take_line(line)?;
        }
        if fragment == Self::default() {
            return Err(malformed("no ICE attribute in the fragment"));
        }
        Ok(fragment)
    }

    fn take_line(&mut self, line: &str) -> Result<(), SessionError> {
        let (kind, value) = line
            .split_once('=')
            .filter(|(kind, _)| kind.len() == 1)
            .ok_or_else(|| malformed(&format!("not an SDP line: {:?}", shortened(line))))?;
        if kind != "a" {
            return Ok(());
        }
        if let Some(ufrag) = value.strip_prefix("ice-ufrag:") {
            self.ufrag = Some(ice_value("ice-ufrag", ufrag, UFRAG_LENGTH)?);
        } else if let Some(password) = value.strip_prefix("ice-pwd:") {
            self.password = Some(ice_value("ice-pwd", password, PASSWORD_LENGTH)?);
        } else if value.starts_with("candidate:") {
            if self.candidates.len() < MAX_CANDIDATES {
                self.candidates.push(value.to_owned());
            }
        } else if value == "end-of-candidates" {
            self.end_of_candidates = true;
        }
        Ok(())
    }

    /// The candidates that can be used.
    ///
    /// Names such as `….local` (mDNS) and transports that we do not speak are left out silently:
    /// the peer's checks reach us anyway and make it a peer-reflexive candidate.
    pub(crate) fn usable_candidates(&self) -> impl Iterator<Item = Candidate> + '_ {
        self.candidates
            .iter()
            .filter_map(|line| Candidate::from_sdp_string(line).ok())
    }

    /// Writes the fragment that answers an ICE restart: credentials, candidates, end.
    pub(crate) fn write(ufrag: &str, password: &str, candidates: &[String]) -> String {
        let mut text = format!("a=ice-ufrag:{ufrag}\r\na=ice-pwd:{password}\r\n");
        for candidate in candidates {
            text.push_str(candidate);
            text.push_str("\r\n");
        }
        text.push_str("a=end-of-candidates\r\n");
        text
    }
}

fn ice_value(
    name: &str,
    value: &str,
    length: std::ops::RangeInclusive<usize>,
) -> Result<String, SessionError> {
    let is_ice_char = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    if length.contains(&value.len()) && value.bytes().all(is_ice_char) {
        Ok(value.to_owned())
    } else {
        Err(malformed(&format!(
            "a={name} is not valid (RFC 8839 section 5.4)"
        )))
    }
}

fn malformed(reason: &str) -> SessionError {
    SessionError::Malformed(reason.to_owned())
}

/// Enough of a bad line to recognise it, never a whole secret.
fn shortened(line: &str) -> String {
    line.chars().take(12).collect()
}

#[cfg(test)]
mod tests;
