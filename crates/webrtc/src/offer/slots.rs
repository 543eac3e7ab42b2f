//! Audio sections that only receive, after the first: in each its peer is given one voice.

use super::Description;

/// The offer with so many of them; those beyond are switched off.
pub(super) fn limited(sdp: &str, slots: usize) -> String {
    let surplus = surplus(sdp, slots);
    if surplus.is_empty() {
        return sdp.to_owned();
    }
    let mut section = 0;
    let mut text = String::with_capacity(sdp.len());
    for line in sdp.lines().map(str::trim_end) {
        section += usize::from(line.starts_with("m="));
        text.push_str(match line {
            "a=recvonly" if surplus.contains(&section) => "a=inactive",
            line => line,
        });
        text.push_str("\r\n");
    }
    text
}

/// Which sections are too many, counted from one.
fn surplus(sdp: &str, slots: usize) -> Vec<usize> {
    let description = Description::read(sdp);
    let audio = description
        .active()
        .filter(|section| section.kind == "audio");
    audio
        .skip(1)
        .filter(|section| section.attributes.has("recvonly"))
        .skip(slots)
        .map(|section| section.number)
        .collect()
}

#[cfg(test)]
mod tests;
