use proptest::prelude::*;

use super::*;

const MINIMAL: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
    a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n\
    a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=setup:actpass\r\na=mid:0\r\n\
    a=sendrecv\r\na=rtcp-mux\r\na=rtpmap:96 OPUS/48000/2\r\n";

#[test]
fn codec_names_are_compared_without_case() {
    let parsed = parse_offer(MINIMAL).unwrap();
    let sdp = parsed.to_sdp_string();
    assert!(
        sdp.to_ascii_lowercase().contains("rtpmap:96 opus/48000/2"),
        "{sdp}"
    );
}

#[test]
fn unresolvable_candidates_are_no_error() {
    let sdp = format!(
        "{MINIMAL}a=candidate:1 1 udp 2113937151 5c1a2b6e-0000-4000-8000-000000000000.local 51111 typ host\r\n\
         a=candidate:2 1 udp 2113937151 not-an-address 5 typ host\r\n"
    );
    assert!(parse_offer(&sdp).is_ok());
}

#[test]
fn an_offer_without_media_is_malformed() {
    assert!(matches!(
        check_offer("v=0\r\n"),
        Err(SessionError::Malformed(_))
    ));
    assert!(matches!(check_offer(""), Err(SessionError::Malformed(_))));
}

#[test]
fn two_sections_need_bundle() {
    let sdp = format!("{MINIMAL}m=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n");
    assert!(matches!(
        check_offer(&sdp),
        Err(SessionError::Unsupported(_))
    ));
}

#[test]
fn a_rejected_section_is_named() {
    let answer = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\n";
    let error = check_answer(answer).unwrap_err().to_string();
    assert!(error.contains("media section 2 (video)"), "{error}");
}

#[test]
fn new_credentials_replace_old_ones_and_their_candidates() {
    let sdp = format!("{MINIMAL}a=candidate:1 1 udp 1 127.0.0.1 5 typ host\r\n");
    let changed = with_credentials(&sdp, "new1", "newpassword");
    assert_eq!(first_attribute(&changed, "ice-ufrag"), Some("new1"));
    assert_eq!(first_attribute(&changed, "ice-pwd"), Some("newpassword"));
    assert!(!changed.contains("candidate"));
}

proptest! {
    #[test]
    fn any_text_parses_or_errs(text in "\\PC{0,400}") {
        let _ = check_offer(&text);
    }

    #[test]
    fn any_damage_to_an_offer_parses_or_errs(at in 0_usize..MINIMAL.len(), byte in 0_u8..128) {
        let mut bytes = MINIMAL.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = check_offer(&String::from_utf8(bytes).unwrap());
    }
}
