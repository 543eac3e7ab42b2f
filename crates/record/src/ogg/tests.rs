use super::*;

fn bytes(ogg: &mut OggOpus) -> Vec<u8> {
    let mut writes = Vec::new();
    ogg.take_writes(&mut writes);
    writes.into_iter().flat_map(|write| write.bytes).collect()
}

#[test]
fn the_head_says_what_rfc_7845_wants() {
    let mut ogg = OggOpus::new(7);
    ogg.packet(&[0xF8, 0xFF, 0xFE], 960);
    ogg.finish(960);
    let bytes = bytes(&mut ogg);
    let head = &bytes[28..47];
    assert_eq!(&head[..8], b"OpusHead");
    assert_eq!(head[8..], [1, 1, 56, 1, 0x80, 0xBB, 0, 0, 0, 0, 0]);
    assert_eq!(&bytes[47..51], b"OggS");
    assert_eq!(&bytes[75..83], b"OpusTags");
}

#[test]
fn a_stereo_packet_makes_a_stereo_file() {
    let mut ogg = OggOpus::new(7);
    ogg.packet(&[0xFC, 0xFF, 0xFE], 960);
    ogg.finish(960);
    assert_eq!(bytes(&mut ogg)[37], 2);
}

#[test]
fn the_last_packet_waits_for_the_last_page() {
    let mut ogg = OggOpus::new(7);
    ogg.packet(&[0xF8, 1], 960);
    let first = bytes(&mut ogg);
    ogg.finish(500);
    let last = bytes(&mut ogg);
    assert!(!first.windows(2).any(|two| two == [0xF8, 1]));
    assert_eq!(last[5], 4, "end of stream");
    assert_eq!(last[6..14], 500_u64.to_le_bytes());
}
