use proptest::prelude::*;

use super::*;

const CAPS: u8 = 0x3C;

#[test]
fn messages_are_written_as_the_reference_does() {
    let all = Capabilities::from_bits(CAPS);
    let seen: [(Message, &[u8]); 5] = [
        (
            Message::with_capabilities(Request::Init, all),
            &[0x45, 1, 1, 0, 3, 1, 0x3C, 0],
        ),
        (
            Message::with_capabilities(Request::Push, Capabilities::of_rates(48, 0)),
            &[0x45, 1, 1, 1, 3, 1, 0x34, 0],
        ),
        (Message::pop(None), &[0x45, 1, 1, 2, 0]),
        (
            Message::pop(Some(Fault::StrayMessage)),
            &[0x45, 1, 1, 2, 2, 1, 4, 0],
        ),
        (
            Message::with_capabilities(Request::Push, Capabilities::NONE),
            &[0x45, 1, 1, 1, 3, 1, 0, 0],
        ),
    ];
    for (message, bytes) in seen {
        assert_eq!(message.write().as_ref(), bytes);
        assert_eq!(Message::parse(&bytes[1..]), Ok(message));
    }
}

#[test]
fn nobody_can_read_a_question() {
    let question = Packet::question();
    assert_eq!(question.as_ref(), [0x45, 0]);
    let told = Message::parse(&question.as_ref()[1..]);
    assert_eq!(told, Err(Malformed::NoRequest));
}

#[test]
fn what_cannot_be_read_is_refused_with_a_reason() {
    let refused: [(&[u8], Malformed); 12] = [
        (&[], Malformed::Unfinished),
        (&[1, 1, 0], Malformed::CutOff),
        (&[1, 1, 0, 3], Malformed::Unfinished),
        (&[0], Malformed::NoRequest),
        (&[3, 1, 4, 0], Malformed::NoRequest),
        (&[1, 2, 0, 0, 0], Malformed::Size),
        (&[1, 0, 0, 0], Malformed::Size),
        (&[1, 1, 3, 0], Malformed::Request),
        (&[1, 1, 2, 2, 1, 8, 0], Malformed::Fault),
        (&[4, 1, 0, 0], Malformed::Item),
        (&[1, 1, 0, 3, 0], Malformed::CutOff),
        (&[1, 1, 0, 3, 1, 0], Malformed::CutOff),
    ];
    for (bytes, reason) in refused {
        assert_eq!(Message::parse(bytes), Err(reason), "{bytes:?}");
    }
}

#[test]
fn order_is_free_and_the_later_item_counts() {
    let parsed = Message::parse(&[3, 1, 4, 1, 1, 2, 2, 1, 6, 1, 1, 1, 3, 1, 16, 0]).unwrap();
    assert_eq!(parsed.request, Request::Push);
    assert_eq!(parsed.fault, Some(Fault::Handle));
    assert_eq!(parsed.capabilities, Some(Capabilities::TAKES_AUDIO));
}

#[test]
fn what_follows_the_first_zero_is_not_read() {
    let parsed = Message::parse(&[1, 1, 2, 0, 9, 9, 9, 0]);
    assert_eq!(parsed, Ok(Message::pop(None)));
}

#[test]
fn error_zero_is_no_error() {
    assert_eq!(
        Message::parse(&[1, 1, 2, 2, 1, 0, 0]),
        Ok(Message::pop(None))
    );
}

#[test]
fn faults_keep_their_numbers() {
    for (fault, number) in Fault::ALL.into_iter().zip(1..) {
        assert_eq!(fault.value(), number);
        assert_eq!(Fault::parse(number), Ok(Some(fault)));
    }
}

#[test]
fn bits_that_are_nobodys_end_no_call() {
    let parsed = Message::parse(&[1, 1, 1, 3, 1, 0xFF, 0]).unwrap();
    assert_eq!(parsed.capabilities, Some(Capabilities::from_bits(CAPS)));
    assert_eq!(!Capabilities::NONE, Capabilities::from_bits(CAPS));
}

#[test]
fn an_end_sends_what_it_has_a_rate_for() {
    assert_eq!(Capabilities::of_rates(0, 0).bits(), 0x30);
    assert_eq!(Capabilities::of_rates(6, 0).bits(), 0x34);
    assert_eq!(Capabilities::of_rates(0, 1).bits(), 0x38);
    assert_eq!(Capabilities::of_rates(6, 1).bits(), 0x3C);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(message) = Message::parse(&bytes) {
            let packet = message.write();
            prop_assert_eq!(packet.as_ref()[0], SIGNALLING_ID);
            prop_assert_eq!(Message::parse(&packet.as_ref()[1..]), Ok(message));
        }
    }

    #[test]
    fn likely_bytes_are_read_or_refused(bytes in proptest::collection::vec(0_u8..5, 0..20)) {
        if let Ok(message) = Message::parse(&bytes) {
            prop_assert_eq!(Message::parse(&message.write().as_ref()[1..]), Ok(message));
        }
    }
}
