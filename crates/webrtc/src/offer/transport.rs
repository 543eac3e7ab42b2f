//! What an offer has to say of its transport, without which a call would be answered that never
//! comes up.

use super::sections::{Attributes, Description, Section};
use crate::SessionError;

/// Bytes of a SHA-256.
const DIGEST_BYTES: usize = 32;

/// Refuses what could not work, naming section and attribute.
pub(crate) fn check_transport(offer: &Description<'_>) -> Result<(), SessionError> {
    let Some(first) = offer.sections.first() else {
        return Err(SessionError::Malformed("no media section (m= line)".into()));
    };
    if let Some(section) = offer.sections.iter().find(|section| !section.is_complete) {
        return Err(SessionError::Malformed(format!(
            "{section}: the m= line has not all of its parts"
        )));
    }
    if first.is_refused() {
        return refuse(
            first,
            "port 0 turns it down, and the first section carries the transport",
        );
    }
    check_audio(offer)?;
    // There is one transport (RFC 9725 §4.4.1).
    if offer.active().count() > 1 && !offer.has_bundle() {
        return Err(SessionError::Unsupported(
            "several media sections without a=group:BUNDLE".into(),
        ));
    }
    for section in offer.active() {
        check_mux(section)?;
    }
    check_setup(offer, first)?;
    check_fingerprint(offer, first)
}

/// An offer whose only audio is turned down is a call without sound.
fn check_audio(offer: &Description<'_>) -> Result<(), SessionError> {
    let is_audio = |section: &&Section<'_>| section.kind == "audio";
    match offer.sections.iter().find(is_audio) {
        Some(section) if !offer.active().any(|other| is_audio(&other)) => {
            refuse(section, "port 0 turns it down, and there is no other audio")
        }
        _ => Ok(()),
    }
}

/// RTCP comes to the same port, which only an offer may propose (RFC 5761 §5.1.1).
fn check_mux(section: &Section<'_>) -> Result<(), SessionError> {
    let flags = &section.attributes;
    if section.is_media() && !flags.has("rtcp-mux") && !flags.has("rtcp-mux-only") {
        return refuse(
            section,
            "a=rtcp-mux is missing: RTCP has no port of its own",
        );
    }
    Ok(())
}

/// Who begins the DTLS handshake has to be said (RFC 5763 §5).
fn check_setup(offer: &Description<'_>, first: &Section<'_>) -> Result<(), SessionError> {
    let mut is_given = false;
    for (place, attributes) in places(offer, first) {
        for setup in attributes.values("setup") {
            is_given = true;
            if !["actpass", "active", "passive"].contains(&setup) {
                return refuse(place, "a=setup is none of actpass, active, passive");
            }
        }
    }
    if !is_given {
        return refuse(first, "a=setup is missing: one of actpass, active, passive");
    }
    Ok(())
}

/// What the peer's certificate is compared with. Other hashes may stand beside SHA-256.
fn check_fingerprint(offer: &Description<'_>, first: &Section<'_>) -> Result<(), SessionError> {
    let (mut is_given, mut is_taken) = (false, false);
    for (place, attributes) in places(offer, first) {
        for fingerprint in attributes.values("fingerprint") {
            is_given = true;
            let Some(digest) = sha_256(fingerprint) else {
                continue;
            };
            is_taken = true;
            if !is_digest(digest) {
                return refuse(
                    place,
                    "a=fingerprint is no SHA-256 of 32 bytes in hexadecimal",
                );
            }
        }
    }
    match (is_given, is_taken) {
        (_, true) => Ok(()),
        (true, false) => refuse(
            first,
            "a=fingerprint is of a hash that is not taken: sha-256 is",
        ),
        (false, false) => refuse(first, "a=fingerprint is missing: sha-256 is taken"),
    }
}

/// The digest of a fingerprint that is made with the hash we take.
pub(super) fn sha_256(fingerprint: &str) -> Option<&str> {
    let (hash, digest) = fingerprint.split_once(' ')?;
    hash.eq_ignore_ascii_case("sha-256").then_some(digest)
}

fn is_digest(text: &str) -> bool {
    let is_byte =
        |byte: &str| byte.len() == 2 && byte.bytes().all(|digit| digit.is_ascii_hexdigit());
    text.split(':').count() == DIGEST_BYTES && text.split(':').all(is_byte)
}

/// Where attributes of the transport may stand, each with the section to name. What holds for the
/// session is the first section's.
fn places<'a>(
    offer: &'a Description<'a>,
    first: &'a Section<'a>,
) -> impl Iterator<Item = (&'a Section<'a>, &'a Attributes<'a>)> {
    let sections = offer.active().map(|section| (section, &section.attributes));
    std::iter::once((first, &offer.session)).chain(sections)
}

fn refuse(section: &Section<'_>, fault: &str) -> Result<(), SessionError> {
    Err(SessionError::Unsupported(format!("{section}: {fault}")))
}

#[cfg(test)]
mod tests;
