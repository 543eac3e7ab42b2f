use proptest::prelude::*;

use super::*;

const LIMIT: usize = 1_000;

/// A frame as clients send them, masked with zeroes or not at all.
fn frame(first: u8, payload: &[u8], masked: bool) -> Vec<u8> {
    let mut bytes = vec![first];
    let mask = if masked { 0x80 } else { 0 };
    if let Ok(short @ 0..126) = u8::try_from(payload.len()) {
        bytes.push(mask | short);
    } else {
        bytes.push(mask | 0x7e);
        bytes.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
    }
    if masked {
        bytes.extend([0; 4]);
    }
    bytes.extend(payload);
    bytes
}

fn poll(bytes: &[u8]) -> Result<Option<Incoming>, RefusalKind> {
    let mut socket = Socket::new(LIMIT);
    socket.receive(bytes);
    socket.poll().map_err(|refusal| refusal.kind)
}

#[test]
fn a_message_is_found_however_it_is_cut() {
    let mut socket = Socket::new(LIMIT);
    let whole = [frame(0x02, b"ab", true), frame(0x80, b"cd", true)].concat();
    for byte in &whole[..whole.len() - 1] {
        socket.receive(&[*byte]);
        assert_eq!(socket.poll(), Ok(None));
    }
    socket.receive(&whole[whole.len() - 1..]);
    let expected = Incoming::Binary(Bytes::from_static(b"abcd"));
    assert_eq!(socket.poll(), Ok(Some(expected)));
}

#[test]
fn a_ping_is_answered() {
    let mut socket = Socket::new(LIMIT);
    socket.receive(&frame(0x89, b"?", true));
    assert_eq!(socket.poll(), Ok(Some(Incoming::Alive)));
    assert_eq!(socket.take_written(), b"\x8a\x01?");
}

#[test]
fn a_close_is_answered_with_its_code() {
    let mut socket = Socket::new(LIMIT);
    socket.receive(&frame(0x88, b"\x03\xe8", true));
    assert_eq!(socket.poll(), Ok(Some(Incoming::Close)));
    assert_eq!(socket.take_written(), b"\x88\x02\x03\xe8");
    assert_eq!(socket.poll(), Ok(None));
}

#[test]
fn broken_rules_are_told_apart() {
    assert_eq!(
        poll(&frame(0x82, b"x", false)),
        Err(RefusalKind::Protocol),
        "not masked"
    );
    assert_eq!(
        poll(&frame(0xc2, b"x", true)),
        Err(RefusalKind::Protocol),
        "reserved bit"
    );
    assert_eq!(
        poll(&frame(0x80, b"x", true)),
        Err(RefusalKind::Protocol),
        "no beginning"
    );
    assert_eq!(
        poll(&frame(0x83, b"x", true)),
        Err(RefusalKind::Protocol),
        "opcode"
    );
    assert_eq!(poll(&frame(0x81, b"\xff", true)), Err(RefusalKind::NotUtf8));
    assert_eq!(
        poll(&frame(0x82, &[0; LIMIT + 1], true)),
        Err(RefusalKind::TooLarge)
    );
}

#[test]
fn a_message_in_fragments_is_limited_as_a_whole() {
    let mut socket = Socket::new(LIMIT);
    socket.receive(&frame(0x02, &[0; 600], true));
    assert_eq!(socket.poll(), Ok(None));
    socket.receive(&frame(0x80, &[0; 600], true));
    assert_eq!(socket.poll().unwrap_err().kind, RefusalKind::TooLarge);
}

#[test]
fn a_long_reason_is_cut_between_characters() {
    let mut socket = Socket::new(LIMIT);
    socket.close(4400, &"ä".repeat(100));
    let written = socket.take_written();
    assert_eq!(written.len(), 2 + 2 + 122);
    assert!(std::str::from_utf8(&written[4..]).is_ok());
}

proptest! {
    #[test]
    fn any_bytes_are_messages_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut socket = Socket::new(LIMIT);
        socket.receive(&bytes);
        while let Ok(Some(_)) = socket.poll() {}
    }
}
