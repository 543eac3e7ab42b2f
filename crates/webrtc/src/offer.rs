//! What is looked at in an offer before `str0m` sees it, and in an answer before the peer does.

use str0m::change::SdpOffer;

use crate::SessionError;

/// WHIP clients offer one audio and one video section, browsers perhaps a data channel as well.
const MAX_MEDIA_SECTIONS: usize = 16;
/// Candidates taken from one peer; more are left out, so that nobody makes us check thousands.
pub(crate) const MAX_REMOTE_CANDIDATES: usize = 64;

const BUNDLE: &str = "a=group:BUNDLE";

/// Checks that an offer can be parsed and asks for something possible.
pub fn check_offer(sdp: &str) -> Result<(), SessionError> {
    parse_offer(sdp).map(drop)
}

pub(crate) fn parse_offer(sdp: &str) -> Result<SdpOffer, SessionError> {
    let sections = sections(sdp).count();
    if sections == 0 {
        return Err(SessionError::Malformed("no media section (m= line)".into()));
    }
    if sections > MAX_MEDIA_SECTIONS {
        return Err(SessionError::Unsupported(format!(
            "{sections} media sections, at most {MAX_MEDIA_SECTIONS} are taken"
        )));
    }
    check_bundle(sdp, sections)?;
    SdpOffer::from_sdp_string(&prepared(sdp))
        .map_err(|error| SessionError::Malformed(error.to_string()))
}

/// Several sections need BUNDLE and rtcp-mux: there is one transport (RFC 9725 §4.4.1).
fn check_bundle(sdp: &str, sections: usize) -> Result<(), SessionError> {
    if sections > 1 && !has_bundle(sdp) {
        return Err(SessionError::Unsupported(
            "several media sections without a=group:BUNDLE".into(),
        ));
    }
    Ok(())
}

fn has_bundle(sdp: &str) -> bool {
    sdp.lines().any(|line| line.starts_with(BUNDLE))
}

/// Makes an offer what `str0m` takes, where it is right and `str0m` is stricter.
///
/// Candidates that name a host (mDNS `.local`) or a transport we do not speak, and lines that are
/// empty are dropped: none of them is an error (RFC 8839 §5.1, RFC 9725 §4.4.2). So are candidates
/// beyond the number that is taken. `str0m` takes the first group for BUNDLE and asks for one even
/// where a single section needs none.
fn prepared(sdp: &str) -> String {
    let mut room = MAX_REMOTE_CANDIDATES;
    let mut group = lone_group(sdp);
    let mut text = String::with_capacity(sdp.len());
    for line in sdp.lines().map(str::trim_end) {
        if line.starts_with("a=candidate:") {
            if room == 0 || !is_usable_candidate(line) {
                continue;
            }
            room -= 1;
        } else if line.is_empty() || is_other_group(line) {
            continue;
        } else if line.starts_with("m=") {
            text.push_str(&std::mem::take(&mut group));
        }
        text.push_str(line);
        text.push_str("\r\n");
    }
    text
}

fn is_usable_candidate(line: &str) -> bool {
    line.strip_prefix("a=")
        .is_some_and(|value| str0m::Candidate::from_sdp_string(value).is_ok())
}

fn is_other_group(line: &str) -> bool {
    line.starts_with("a=group:") && !line.starts_with(BUNDLE)
}

/// The group line that an offer of one section may leave out; empty when it is there.
fn lone_group(sdp: &str) -> String {
    match first_attribute(sdp, "mid") {
        Some(mid) if !has_bundle(sdp) => format!("{BUNDLE} {mid}\r\n"),
        _ => String::new(),
    }
}

/// An answer names a group only when the offer did (RFC 9143 §7.3).
pub(crate) fn grouped_like(offer: &str, answer: String) -> String {
    if has_bundle(offer) {
        return answer;
    }
    answer
        .split_inclusive('\n')
        .filter(|line| !line.starts_with(BUNDLE))
        .collect()
}

/// Turns the peer's wish to receive off, so that the answer is `recvonly`.
pub(crate) fn only_sending(sdp: &str) -> String {
    sdp.lines()
        .filter_map(|line| match line.trim_end() {
            "a=sendrecv" => Some("a=sendonly"),
            "a=recvonly" => Some("a=inactive"),
            "" => None,
            other => Some(other),
        })
        .flat_map(|line| [line, "\r\n"])
        .collect()
}

/// An answer that turns a section down would accept the offer in part, which WHIP forbids
/// (RFC 9725 §4.4.1): the whole offer is refused instead, naming the section.
pub(crate) fn check_answer(offer: &str, answer: &str) -> Result<(), SessionError> {
    let mut answered = sections(answer);
    for (index, section) in sections(offer).enumerate() {
        let (kind, _) = kind_and_port(section);
        // `str0m` passes over sections of a kind that it does not know.
        let fault = match answered.next().map(kind_and_port) {
            Some((same, "0")) if same == kind => {
                "offers no codec that is taken: Opus for audio, VP8 for video"
            }
            Some((same, _)) if same == kind => continue,
            _ => "is neither audio nor video nor a data channel",
        };
        let number = index + 1;
        return Err(SessionError::Unsupported(format!(
            "media section {number} ({kind}) {fault}"
        )));
    }
    Ok(())
}

/// What stands behind `m=` in each section.
fn sections(sdp: &str) -> impl Iterator<Item = &str> {
    sdp.lines().filter_map(|line| line.strip_prefix("m="))
}

fn kind_and_port(section: &str) -> (&str, &str) {
    let mut words = section.split(' ');
    (words.next().unwrap_or("?"), words.next().unwrap_or("?"))
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
