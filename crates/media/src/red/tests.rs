use proptest::prelude::*;

use super::*;

fn opus() -> PayloadType {
    PayloadType::new(111).unwrap()
}

/// Header of a redundant block, as RFC 2198 §3 draws it.
fn header(offset: u32, len: u32) -> [u8; 4] {
    ((0x80 | 0x6F) << 24 | offset << 10 | len).to_be_bytes()
}

fn reason(payload: &[u8]) -> &'static str {
    match RedPayload::parse(payload) {
        Err(MediaError::RemoteProtocol { reason, .. }) => reason,
        other => panic!("expected a protocol error, got {other:?}"),
    }
}

#[test]
fn two_earlier_frames_and_the_packets_own_are_told_apart() {
    let headers = [&header(1_920, 2)[..], &header(960, 3), &[111]].concat();
    let payload = [&headers[..], b"aabbbcccc"].concat();
    let red = RedPayload::parse(&payload).unwrap();
    let earlier: Vec<_> = red
        .redundant()
        .map(|block| (block.timestamp_offset, block.payload_type, block.data))
        .collect();
    assert_eq!(
        earlier,
        [(1_920, opus(), &b"aa"[..]), (960, opus(), b"bbb")]
    );
    assert_eq!(red.primary().data, b"cccc");
    assert_eq!(red.primary().timestamp_offset, 0);
}

#[test]
fn a_payload_without_redundancy_is_one_byte_and_the_frame() {
    let red = RedPayload::parse(&[111, 7, 8]).unwrap();
    assert_eq!(red.redundant().count(), 0);
    assert_eq!(red.primary().payload_type, opus());
    assert_eq!(red.primary().data, &[7, 8]);
}

#[test]
fn the_largest_offset_and_length_are_read() {
    let mut payload = [&header(16_383, 1_023)[..], &[111]].concat();
    payload.resize(payload.len() + 1_023, 1);
    let red = RedPayload::parse(&payload).unwrap();
    let block = red.redundant().next().unwrap();
    assert_eq!(block.timestamp_offset, 16_383);
    assert_eq!(block.data.len(), 1_023);
    assert!(red.primary().data.is_empty());
}

#[test]
fn broken_payloads_say_what_is_broken() {
    assert_eq!(reason(&[]), "headers cut short");
    assert_eq!(reason(&header(960, 0)), "headers cut short");
    assert_eq!(reason(&header(960, 0)[..2]), "headers cut short");
    let short = [&header(960, 3)[..], &[111], b"aa"].concat();
    assert_eq!(reason(&short), "blocks cut short");
}

proptest! {
    #[test]
    fn any_bytes_are_a_payload_or_a_protocol_error(payload: Vec<u8>) {
        match RedPayload::parse(&payload) {
            Ok(red) => {
                let earlier: usize = red.redundant().map(|block| 4 + block.data.len()).sum();
                prop_assert_eq!(earlier + 1 + red.primary().data.len(), payload.len());
            }
            Err(error) => prop_assert!(error.is_remote()),
        }
    }

    #[test]
    fn many_headers_are_a_payload_or_a_protocol_error(
        blocks in prop::collection::vec((0u32..16_384, 0u32..40), 0..8),
        data in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut payload: Vec<u8> = blocks.iter().flat_map(|(time, len)| header(*time, *len)).collect();
        payload.push(111);
        payload.extend(&data);
        let told: u32 = blocks.iter().map(|(_, len)| len).sum();
        let fits = told as usize <= data.len();
        prop_assert_eq!(RedPayload::parse(&payload).is_ok(), fits);
    }
}
