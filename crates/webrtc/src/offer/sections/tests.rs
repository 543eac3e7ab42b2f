use super::*;

const OFFER: &str = "v=0\r\na=group:LS 1\r\na=group:BUNDLE 0 1\r\na=setup:actpass\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\n\
    m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n";

#[test]
fn attributes_belong_to_the_section_above_them() {
    let offer = Description::read(OFFER);
    assert!(offer.has_bundle());
    assert_eq!(offer.session.values("setup").next(), Some("actpass"));
    let mids: Vec<_> = offer.sections.iter().map(Section::mid).collect();
    assert_eq!(mids, [Some("0"), Some("1")]);
    assert!(offer.sections[0].attributes.has("rtcp-mux"));
    assert!(!offer.sections[1].attributes.has("rtcp-mux"));
}

#[test]
fn a_section_is_shown_by_number_and_kind() {
    let offer = Description::read(OFFER);
    assert_eq!(offer.sections[1].to_string(), "media section 2 (video)");
}

#[test]
fn port_zero_turns_a_section_down_unless_it_waits_for_its_bundle() {
    let active = |sdp: &str| Description::read(sdp).active().count();
    assert_eq!(active(OFFER), 1);
    assert_eq!(active(&format!("{OFFER}a=bundle-only\r\n")), 2);
}

#[test]
fn a_name_that_only_begins_alike_is_another() {
    let offer = Description::read("m=audio 9 X 0\r\na=mid-x:1\r\na=midi:2\r\na=rtcp-muxed\r\n");
    assert_eq!(offer.sections[0].mid(), None);
    assert!(!offer.sections[0].attributes.has("rtcp-mux"));
}

#[test]
fn text_without_sections_has_none() {
    let offer = Description::read("hello\nworld");
    assert!(offer.sections.is_empty() && !offer.has_bundle());
}
