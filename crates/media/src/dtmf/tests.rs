use super::*;

#[test]
fn every_key_has_its_event_and_nothing_else_has() {
    for (code, key) in "0123456789*#ABCD".chars().enumerate() {
        let digit = Digit::from_char(key).unwrap();
        assert_eq!(usize::from(digit.event()), code);
        assert_eq!(Digit::from_event(digit.event()), Some(digit));
        assert_eq!(digit.as_char(), key);
    }
    assert_eq!(Digit::from_char('b'), Digit::from_char('B'));
    assert_eq!(Digit::from_char('x'), None);
    assert_eq!(Digit::from_char('☎'), None);
    assert_eq!(Digit::from_event(16), None);
}

#[test]
fn a_payload_is_read_as_it_was_written() {
    let event = TelephoneEvent {
        event: 11,
        end: true,
        volume: 10,
        duration: 4_800,
    };
    assert_eq!(event.to_bytes(), [11, 0x8a, 0x12, 0xc0]);
    assert_eq!(TelephoneEvent::parse(&event.to_bytes()), Some(event));
    assert_eq!(TelephoneEvent::parse(&[1, 2, 3]), None);
}
