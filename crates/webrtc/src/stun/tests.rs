use proptest::prelude::*;

use super::*;

fn check_of(username: &str) -> Vec<u8> {
    let padded = username.len().next_multiple_of(4);
    let mut bytes = vec![0, 1, 0, u8::try_from(padded + 4).unwrap()];
    bytes.extend_from_slice(&MAGIC_COOKIE.to_be_bytes());
    bytes.extend_from_slice(&[7; 12]);
    bytes.extend_from_slice(&USERNAME.to_be_bytes());
    bytes.extend_from_slice(&u16::try_from(username.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(username.as_bytes());
    bytes.resize(HEADER_BYTES + 4 + padded, 0);
    bytes
}

#[test]
fn the_first_half_of_the_username_is_ours() {
    assert_eq!(
        local_ufrag_of_binding_request(&check_of("ours:theirs")),
        Some("ours")
    );
}

#[test]
fn a_response_names_nobody() {
    let mut bytes = check_of("ours:theirs");
    bytes[0] = 1;
    assert_eq!(local_ufrag_of_binding_request(&bytes), None);
}

#[test]
fn a_server_tells_the_address_it_saw() {
    // RFC 5769 §2.2 and §2.3: the sample responses' attributes.
    let transaction = [
        0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae,
    ];
    let respond = |attribute: &[u8]| {
        let mut bytes = BINDING_SUCCESS.to_be_bytes().to_vec();
        bytes.extend_from_slice(&u16::try_from(attribute.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(&MAGIC_COOKIE.to_be_bytes());
        bytes.extend_from_slice(&transaction);
        bytes.extend_from_slice(attribute);
        bytes
    };
    let v4 = respond(&[0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]);
    let expected = "192.0.2.1:32853".parse().unwrap();
    assert_eq!(mapped_address(&v4), Some((transaction, expected)));
    let v6 = respond(&[
        0, 0x20, 0, 20, 0, 2, 0xa1, 0x47, 0x01, 0x13, 0xa9, 0xfa, 0xa5, 0xd3, 0xf1, 0x79, 0xbc,
        0x25, 0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9,
    ]);
    let expected = "[2001:db8:1234:5678:11:2233:4455:6677]:32853"
        .parse()
        .unwrap();
    assert_eq!(mapped_address(&v6), Some((transaction, expected)));
}

#[test]
fn a_question_is_no_answer() {
    let question = binding_request(&[7; 12]);
    assert_eq!(question.len(), HEADER_BYTES);
    assert_eq!(mapped_address(&question), None);
    assert_eq!(local_ufrag_of_binding_request(&question), None);
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = local_ufrag_of_binding_request(&bytes);
        let _ = mapped_address(&bytes);
    }
}
