//! What is looked at in an offer before `str0m` sees it, and in an answer before the peer does.

mod answer;
mod limits;
mod sections;
mod slots;
mod transport;

use str0m::Candidate;
use str0m::change::SdpOffer;

use crate::SessionError;
use crate::error::{place_of, without_place};
pub use answer::Answer;
pub use limits::OfferLimits;
pub(crate) use sections::Description;
use sections::Section;

/// Candidates taken from one peer, whose checks we only answer; more are left out, so that nobody makes us check thousands.
pub(crate) const MAX_REMOTE_CANDIDATES: usize = 64;

/// The same where we send a check to each: a lite peer has an address or two of each family.
pub(crate) const MAX_CHECKED_CANDIDATES: usize = 8;

const BUNDLE: &str = "a=group:BUNDLE";
/// What a refused section has no say in: it would be taken for the transport of the others.
const OF_TRANSPORT: [&str; 5] = [
    "a=setup:",
    "a=fingerprint:",
    "a=ice-ufrag:",
    "a=ice-pwd:",
    "a=candidate:",
];

/// What is read of an offer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfferRules {
    /// Larger ones are refused.
    pub limits: OfferLimits,
    /// Pass over the peer's wish to receive, so that its answer will be `recvonly`.
    pub receive_only: bool,
    /// Audio sections after the first that may only receive; those beyond are answered `inactive`.
    pub audio_slots: usize,
}

/// A peer's offer, looked at and parsed.
///
/// Parsing is most of what an offer costs, and needs no session: a host does it where nobody's
/// audio waits for it.
pub struct Offer {
    pub(crate) text: String,
    pub(crate) parsed: SdpOffer,
    /// Those of the candidates that can be used; the parsed offer has none.
    pub(crate) candidates: Vec<Candidate>,
}

impl Offer {
    /// Reads an offer, unless it is too large, cannot be parsed or asks for something impossible.
    pub fn parse(sdp: &str, rules: &OfferRules) -> Result<Self, SessionError> {
        limits::check_size(sdp, &rules.limits)?;
        Self::parse_again(if rules.receive_only {
            only_sending(sdp)
        } else {
            slots::limited(sdp, rules.audio_slots)
        })
    }

    /// Whether the peer only answers checks, so that we have to send them.
    pub(crate) fn is_of_lite_peer(&self) -> bool {
        Description::read(&self.text).session.has("ice-lite")
    }

    /// Reads what is known to be small enough.
    pub(crate) fn parse_again(text: String) -> Result<Self, SessionError> {
        let description = Description::read(&text);
        transport::check_transport(&description)?;
        let prepared = Prepared::new(&text, &description);
        let parsed = SdpOffer::from_sdp_string(&prepared.text)
            .map_err(|error| prepared.explain(&error.to_string()))?;
        let candidates = prepared.candidates;
        Ok(Self {
            text,
            parsed,
            candidates,
        })
    }
}

/// Without the text: it holds secrets.
impl std::fmt::Debug for Offer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Offer(…)")
    }
}

/// Checks that an offer can be parsed and asks for something possible, within the default limits.
pub fn check_offer(sdp: &str) -> Result<(), SessionError> {
    Offer::parse(sdp, &OfferRules::default()).map(drop)
}

/// An offer that `str0m` takes, where it is right and `str0m` is stricter.
///
/// Candidates that name a host (mDNS `.local`) or a transport we do not speak, and lines that are
/// empty are dropped: none of them is an error (RFC 8839 §5.1, RFC 9725 §4.4.2). So are candidates
/// beyond the number that is taken (the others are kept apart), fingerprints of other hashes, and what refused sections say of
/// the transport. `str0m` takes the first group for BUNDLE and asks for one even where a single
/// section needs none.
struct Prepared {
    text: String,
    /// Of each line, which it is in the offer, counted from one.
    numbers: Vec<usize>,
    candidates: Vec<Candidate>,
}

impl Prepared {
    fn new(sdp: &str, offer: &Description<'_>) -> Self {
        let mut prepared = Self {
            text: String::with_capacity(sdp.len()),
            numbers: Vec::new(),
            candidates: Vec::new(),
        };
        let mut group = lone_group(offer);
        let mut sections = offer.sections.iter();
        let mut is_refused = false;
        for (index, line) in sdp.lines().map(str::trim_end).enumerate() {
            let number = index + 1;
            if line.starts_with("m=") {
                is_refused = sections.next().is_some_and(Section::is_refused);
                if let Some(group) = group.take() {
                    prepared.push(number, &group);
                }
            }
            if is_refused && OF_TRANSPORT.iter().any(|name| line.starts_with(name)) {
                continue;
            }
            if line.starts_with("a=candidate:") {
                prepared.take_candidate(line);
            } else if is_bundle(line) {
                prepared.push(number, &without_refused(line, offer));
            } else if !is_passed_over(line) {
                prepared.push(number, line);
            }
        }
        prepared
    }

    fn push(&mut self, number: usize, line: &str) {
        self.text.push_str(line);
        self.text.push_str("\r\n");
        self.numbers.push(number);
    }

    fn take_candidate(&mut self, line: &str) {
        if self.candidates.len() < MAX_REMOTE_CANDIDATES
            && let Some(value) = line.strip_prefix("a=")
        {
            self.candidates
                .extend(Candidate::from_sdp_string(value).ok());
        }
    }

    /// Says where in the peer's text something is wrong.
    fn explain(&self, error: &str) -> SessionError {
        let reason = without_place(error);
        let line = place_of(error)
            .and_then(|address| address.checked_sub(self.text.as_ptr().addr()))
            .and_then(|offset| self.text.get(..offset))
            .and_then(|before| self.numbers.get(before.matches('\n').count()));
        SessionError::Malformed(match line {
            Some(line) => format!("line {line}: {reason}"),
            None => reason,
        })
    }
}

fn is_bundle(line: &str) -> bool {
    line.strip_prefix(BUNDLE)
        .is_some_and(|mids| mids.is_empty() || mids.starts_with(' '))
}

fn is_passed_over(line: &str) -> bool {
    let is_other_hash = line
        .strip_prefix("a=fingerprint:")
        .is_some_and(|value| transport::sha_256(value).is_none());
    line.is_empty() || line.starts_with("a=group:") || is_other_hash
}

/// A group holds no section that is turned down (RFC 9143 §7.2).
fn without_refused(group: &str, offer: &Description<'_>) -> String {
    let refused: Vec<&str> = offer
        .sections
        .iter()
        .filter(|section| section.is_refused())
        .filter_map(Section::mid)
        .collect();
    let kept: Vec<&str> = group
        .split(' ')
        .filter(|mid| !refused.contains(mid))
        .collect();
    kept.join(" ")
}

/// The group line that an offer of one section may leave out; none when it is there.
fn lone_group(offer: &Description<'_>) -> Option<String> {
    if offer.has_bundle() {
        return None;
    }
    let mid = offer.active().find_map(Section::mid)?;
    Some(format!("{BUNDLE} {mid}"))
}

/// An answer names a group only when the offer did (RFC 9143 §7.3).
pub(crate) fn grouped_like(offer: &str, answer: String) -> String {
    if Description::read(offer).has_bundle() {
        return answer;
    }
    answer
        .split_inclusive('\n')
        .filter(|line| !line.starts_with(BUNDLE))
        .collect()
}

/// Turns the peer's wish to receive off, so that the answer is `recvonly`.
fn only_sending(sdp: &str) -> String {
    sdp.lines()
        .map(|line| match line.trim_end() {
            "a=sendrecv" => "a=sendonly",
            "a=recvonly" => "a=inactive",
            other => other,
        })
        .flat_map(|line| [line, "\r\n"])
        .collect()
}

/// An answer that turns a section down would accept the offer in part, which WHIP forbids
/// (RFC 9725 §4.4.1): the whole offer is refused instead, naming the section.
pub(crate) fn check_answer(offer: &str, answer: &str) -> Result<(), SessionError> {
    let (offer, answer) = (Description::read(offer), Description::read(answer));
    let mut answered = answer.sections.iter();
    for section in &offer.sections {
        // `str0m` passes over sections of a kind that it does not know.
        let fault = match answered.next() {
            Some(same) if same.kind == section.kind && section.is_refused() => continue,
            Some(same) if same.kind == section.kind && !carries_media(same) => {
                "offers no codec that is taken: Opus for audio, VP8 for video"
            }
            Some(same) if same.kind == section.kind => continue,
            _ => "is neither audio nor video nor a data channel",
        };
        return Err(SessionError::Unsupported(format!("{section} {fault}")));
    }
    Ok(())
}

/// Whether a section was taken with more than digits.
fn carries_media(answered: &Section<'_>) -> bool {
    let formats = || answered.attributes.values("rtpmap");
    let is_digits = |format: &str| format.contains(" telephone-event/");
    let is_digits_alone = formats().next().is_some() && formats().all(is_digits);
    !answered.is_refused() && !is_digits_alone
}

/// Puts the credentials and candidates of an ICE restart into the offer that opened the session.
pub(crate) fn with_credentials(sdp: &str, ufrag: &str, password: &str) -> String {
    let mut text = String::with_capacity(sdp.len());
    for line in sdp
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
    {
        if line.starts_with("a=ice-ufrag:") {
            text.push_str("a=ice-ufrag:");
            text.push_str(ufrag);
        } else if line.starts_with("a=ice-pwd:") {
            text.push_str("a=ice-pwd:");
            text.push_str(password);
        } else if line.starts_with("a=candidate:") || line == "a=end-of-candidates" {
            continue;
        } else {
            text.push_str(line);
        }
        text.push_str("\r\n");
    }
    text
}

/// The value of the first attribute of that name.
pub(crate) fn first_attribute<'a>(sdp: &'a str, name: &str) -> Option<&'a str> {
    sdp.lines()
        .filter_map(|line| line.trim_end().strip_prefix("a="))
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
}

#[cfg(test)]
mod tests;
