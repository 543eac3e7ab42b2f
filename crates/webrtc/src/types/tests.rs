use super::*;

#[test]
fn a_section_knows_the_payload_type_of_a_format() {
    let line = MediaLine {
        mid: Mid("0".into()),
        kind: MediaKind::Audio,
        direction: Direction::SendRecv,
        payloads: vec![(111, Codec::Opus), (63, Codec::Red)],
    };
    assert_eq!(line.payload_type(Codec::Red), Some(63));
    assert_eq!(line.payload_type(Codec::Vp8), None);
}

#[test]
fn formats_are_named_as_sdp_writes_them() {
    assert_eq!(Codec::Opus.name(), "opus");
    assert_eq!(Codec::Vp8.name(), "VP8");
}
