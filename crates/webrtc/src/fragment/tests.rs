use proptest::prelude::*;

use super::*;

#[test]
fn credentials_and_candidates_are_read() {
    let fragment = SdpFragment::parse(
        "a=group:BUNDLE 0 1\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\na=ice-ufrag:EsAw\r\n\
         a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n\
         a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\r\n\
         a=end-of-candidates\r\n",
    )
    .unwrap();
    assert_eq!(fragment.ufrag.as_deref(), Some("EsAw"));
    assert_eq!(fragment.candidates.len(), 1);
    assert_eq!(fragment.usable_candidates().count(), 1);
    assert!(fragment.end_of_candidates);
}

#[test]
fn names_are_left_out_silently() {
    let fragment = SdpFragment::parse(
        "a=candidate:1 1 udp 1 abcd.local 5 typ host\na=candidate:2 1 udp 1 192.0.2.1 6 typ host\n",
    )
    .unwrap();
    assert_eq!(fragment.usable_candidates().count(), 1);
}

#[test]
fn the_number_of_candidates_is_bounded() {
    let line = "a=candidate:2 1 udp 1 192.0.2.1 6 typ host\r\n";
    let fragment = SdpFragment::parse(&line.repeat(1000)).unwrap();
    assert_eq!(fragment.candidates.len(), MAX_CANDIDATES);
}

#[test]
fn what_is_no_fragment_is_malformed() {
    for text in [
        "",
        "hello",
        "a=mid:0\r\n",
        "a=ice-ufrag:x\r\n",
        "a=ice-pwd:short\r\n",
    ] {
        assert!(
            matches!(SdpFragment::parse(text), Err(SessionError::Malformed(_))),
            "{text:?}"
        );
    }
}

#[test]
fn an_error_never_repeats_a_password() {
    let error = SdpFragment::parse("a=ice-pwd:geheim geheim\r\n").unwrap_err();
    assert!(!error.to_string().contains("geheim"));
}

proptest! {
    #[test]
    fn any_text_parses_or_errs(text in "\\PC{0,300}") {
        let _ = SdpFragment::parse(&text);
    }
}
