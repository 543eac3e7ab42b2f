//! How large an offer may be, so that reading it delays nobody else's audio.
//!
//! What parses and applies an offer takes some microseconds per line, and more for a line that
//! describes a codec. The largest real offers (Chromium with camera, every codec, simulcast) have
//! about 170 lines, 130 of them in one section, none longer than 220 bytes.

use crate::SessionError;

/// Of the whole offer.
pub(crate) const MAX_LINES: usize = 1000;
/// Of one section, or of what stands before the first.
pub(crate) const MAX_SECTION_LINES: usize = 400;
/// Of one line, in bytes, without its end.
pub(crate) const MAX_LINE_BYTES: usize = 2048;
/// WHIP clients offer one audio and one video section, browsers perhaps a data channel as well.
pub(crate) const MAX_MEDIA_SECTIONS: usize = 16;
/// Attributes that each cost far more than another line, and how many of one section are taken.
const MAX_COSTLY: usize = 150;
const COSTLY: [&str; 3] = ["a=rtpmap:", "a=fmtp:", "a=ssrc:"];

/// Refuses what is larger than anything real; the sentence names the limit.
pub(crate) fn check_size(sdp: &str) -> Result<(), SessionError> {
    let mut total = 0;
    let mut sections = 0;
    let mut lines = 0;
    let mut costly = [0; COSTLY.len()];
    for line in sdp.lines() {
        if line.starts_with("m=") {
            (sections, lines, costly) = (sections + 1, 0, [0; COSTLY.len()]);
        }
        total += 1;
        lines += 1;
        check(total <= MAX_LINES, || {
            format!("more than {MAX_LINES} lines")
        })?;
        check(sections <= MAX_MEDIA_SECTIONS, || {
            format!("more than {MAX_MEDIA_SECTIONS} media sections")
        })?;
        check(lines <= MAX_SECTION_LINES, || {
            format!("{}: more than {MAX_SECTION_LINES} lines", place(sections))
        })?;
        check(line.len() <= MAX_LINE_BYTES, || {
            format!("line {total}: more than {MAX_LINE_BYTES} bytes")
        })?;
        for (name, count) in COSTLY.iter().zip(&mut costly) {
            *count += usize::from(line.starts_with(name));
            check(*count <= MAX_COSTLY, || {
                format!("{}: more than {MAX_COSTLY} {name} lines", place(sections))
            })?;
        }
    }
    Ok(())
}

fn check(holds: bool, what: impl FnOnce() -> String) -> Result<(), SessionError> {
    if holds {
        return Ok(());
    }
    Err(SessionError::Unsupported(format!(
        "the offer is too large: {}",
        what()
    )))
}

fn place(section: usize) -> String {
    match section {
        0 => "before the first section".into(),
        number => format!("media section {number}"),
    }
}

#[cfg(test)]
mod tests;
