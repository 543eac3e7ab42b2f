use proptest::prelude::*;

use super::*;

fn binding_request(username: &str) -> Vec<u8> {
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
    assert_eq!(local_ufrag_of_binding_request(&binding_request("ours:theirs")), Some("ours"));
}

#[test]
fn a_response_names_nobody() {
    let mut bytes = binding_request("ours:theirs");
    bytes[0] = 1;
    assert_eq!(local_ufrag_of_binding_request(&bytes), None);
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = local_ufrag_of_binding_request(&bytes);
    }
}
