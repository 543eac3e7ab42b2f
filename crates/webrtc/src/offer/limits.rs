//! How large an offer may be, so that reading it delays nobody else's audio.
//!
//! What parses and applies an offer takes some microseconds per line, and more for a line that
//! describes a codec. The largest real offers (Chromium with camera, every codec, simulcast) have
//! about 170 lines, 130 of them in one section, none longer than 220 bytes.

use crate::SessionError;

/// Attributes that each cost far more than another line.
const COSTLY: [&str; 3] = ["a=rtpmap:", "a=fmtp:", "a=ssrc:"];

/// The largest offer that is read; the defaults are larger than anything real.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferLimits {
    /// Lines of the whole offer.
    pub lines: usize,
    /// Lines of one section, or of what stands before the first.
    pub section_lines: usize,
    /// Bytes of one line, without its end.
    pub line_bytes: usize,
    /// WHIP clients offer one audio and one video section, browsers perhaps a data channel as well;
    /// whoever wants to hear or see many others apart has one for each.
    pub sections: usize,
    /// Lines of one section that describe a codec or a stream: `rtpmap`, `fmtp` and `ssrc`, each.
    pub codec_lines: usize,
}

impl Default for OfferLimits {
    fn default() -> Self {
        Self {
            lines: 1000,
            section_lines: 400,
            line_bytes: 2048,
            sections: 24,
            codec_lines: 150,
        }
    }
}

/// Refuses what is larger than the limits; the sentence names the one that was passed.
pub(super) fn check_size(sdp: &str, limits: &OfferLimits) -> Result<(), SessionError> {
    let OfferLimits {
        lines: max_lines,
        section_lines: max_section_lines,
        line_bytes: max_line_bytes,
        sections: max_sections,
        codec_lines: max_codec_lines,
    } = *limits;
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
        check(total <= max_lines, || {
            format!("more than {max_lines} lines")
        })?;
        check(sections <= max_sections, || {
            format!("more than {max_sections} media sections")
        })?;
        check(lines <= max_section_lines, || {
            format!("{}: more than {max_section_lines} lines", place(sections))
        })?;
        check(line.len() <= max_line_bytes, || {
            format!("line {total}: more than {max_line_bytes} bytes")
        })?;
        for (name, count) in COSTLY.iter().zip(&mut costly) {
            *count += usize::from(line.starts_with(name));
            check(*count <= max_codec_lines, || {
                format!(
                    "{}: more than {max_codec_lines} {name} lines",
                    place(sections)
                )
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
