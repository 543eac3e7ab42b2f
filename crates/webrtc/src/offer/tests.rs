use std::time::Instant;

use jackfield_media::time::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{Certificate, Codec, DataConfig, DtlsVersion, IceMode, Session, SessionConfig};

const MINIMAL: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
    a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n\
    a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=setup:actpass\r\na=mid:0\r\n\
    a=sendrecv\r\na=rtcp-mux\r\na=rtpmap:96 OPUS/48000/2\r\n";

/// The answer to what offers such codecs.
fn refusal_of(codecs: &str) -> Option<SessionError> {
    let offer = MINIMAL.replace("a=rtpmap:96 OPUS/48000/2\r\n", codecs);
    answer(&offer).err()
}

#[test]
fn audio_of_digits_alone_is_no_audio() {
    let digits = refusal_of("a=rtpmap:96 telephone-event/8000\r\n");
    assert!(
        matches!(digits, Some(SessionError::Unsupported(_))),
        "{digits:?}"
    );
}

fn answer(sdp: &str) -> Result<(Session, String), SessionError> {
    #[allow(clippy::disallowed_methods, reason = "nothing here takes time")]
    let epoch = Instant::now();
    let config = SessionConfig {
        epoch,
        certificate: Certificate::generate().unwrap(),
        candidates: Vec::new(),
        ice: IceMode::Lite,
        dtls: DtlsVersion::Auto,
        codecs: vec![Codec::Opus],
        offers: OfferRules::default(),
        report_interval: None,
        digits: true,
        data: DataConfig::default(),
    };
    Session::answer(&config, Timestamp::ZERO, sdp)
}

#[test]
fn codec_names_are_compared_without_case() {
    let sdp = Offer::parse(MINIMAL, &OfferRules::default())
        .unwrap()
        .parsed
        .to_sdp_string();
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
    assert!(Offer::parse(&sdp, &OfferRules::default()).is_ok());
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
fn one_section_needs_no_bundle_and_is_answered_without() {
    let (_, answer) = answer(MINIMAL).unwrap();
    assert!(!answer.contains("a=group"), "{answer}");
    assert!(answer.contains("a=mid:0"));
}

#[test]
fn another_group_before_bundle_is_no_error() {
    let second = MINIMAL.find("m=audio").unwrap();
    let second = MINIMAL[second..].replace("a=mid:0", "a=mid:1");
    let groups = "t=0 0\r\na=group:LS 1\r\na=group:BUNDLE 0 1\r\n";
    let (_, answer) = answer(&(MINIMAL.replace("t=0 0\r\n", groups) + &second)).unwrap();
    assert!(answer.contains("a=group:BUNDLE 0 1"), "{answer}");
}

#[test]
fn an_offer_that_contradicts_itself_is_the_peers_fault() {
    let group = "t=0 0\r\na=group:BUNDLE 7\r\n";
    let answered = answer(&MINIMAL.replace("t=0 0\r\n", group));
    assert!(
        matches!(answered, Err(SessionError::Malformed(_))),
        "{answered:?}"
    );
}

#[test]
fn the_number_of_candidates_in_an_offer_is_bounded() {
    let candidate = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n";
    let offer = MINIMAL.to_owned() + &candidate.repeat(300);
    let offer = Offer::parse(&offer, &OfferRules::default()).unwrap();
    assert_eq!(offer.candidates.len(), MAX_REMOTE_CANDIDATES);
}

#[test]
fn a_rejected_section_is_named() {
    let answer = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\n";
    let offer = answer.replace("video 0", "video 9");
    let error = check_answer(&offer, answer).unwrap_err().to_string();
    assert!(error.contains("media section 2 (video)"), "{error}");
}

#[test]
fn a_section_of_a_kind_that_is_not_taken_is_named() {
    let text = MINIMAL.replace("m=audio", "m=text");
    let error = answer(&text).unwrap_err();
    assert!(matches!(error, SessionError::Unsupported(_)), "{error:?}");
    assert!(
        error.to_string().contains("media section 1 (text)"),
        "{error}"
    );
}

#[test]
fn new_credentials_replace_old_ones_and_their_candidates() {
    let sdp = format!("{MINIMAL}a=candidate:1 1 udp 1 127.0.0.1 5 typ host\r\n");
    let changed = with_credentials(&sdp, "new1", "newpassword");
    assert_eq!(first_attribute(&changed, "ice-ufrag"), Some("new1"));
    assert_eq!(first_attribute(&changed, "ice-pwd"), Some("newpassword"));
    assert!(!changed.contains("candidate"));
}

/// A second section like the first, with its own name and port.
fn with_second(port: u16, more: &str) -> String {
    let first = MINIMAL.find("m=audio").unwrap();
    let second = MINIMAL[first..]
        .replace("a=mid:0", "a=mid:1")
        .replace("audio 9", &format!("audio {port}"));
    let group = "t=0 0\r\na=group:BUNDLE 0 1\r\n";
    MINIMAL.replace("t=0 0\r\n", group) + &second + more
}

#[test]
fn a_section_that_the_offer_turns_down_is_answered_so_and_carries_nothing() {
    let (session, answer) = answer(&with_second(0, "")).unwrap();
    assert!(answer.contains("a=group:BUNDLE 0\r\n"), "{answer}");
    let ports: Vec<&str> = answer
        .lines()
        .filter_map(|line| line.strip_prefix("m=audio ")?.split(' ').next())
        .collect();
    assert_eq!(ports, ["9", "0"], "{answer}");
    assert!(!session.media()[0].payloads.is_empty());
    assert!(session.media()[1].payloads.is_empty());
}

#[test]
fn a_section_that_waits_for_its_bundle_is_active() {
    let (session, answer) = answer(&with_second(0, "a=bundle-only\r\n")).unwrap();
    assert!(answer.contains("a=group:BUNDLE 0 1"), "{answer}");
    assert!(!session.media()[1].payloads.is_empty());
}

#[test]
fn a_refused_section_says_nothing_of_the_transport() {
    let offer = with_second(0, "a=ice-ufrag:evil\r\na=fingerprint:sha-256 00\r\n");
    let sdp = Offer::parse(&offer, &OfferRules::default())
        .unwrap()
        .parsed
        .to_sdp_string();
    assert!(!sdp.contains("evil"), "{sdp}");
}

#[test]
fn what_cannot_be_parsed_is_shown_by_its_line_and_by_no_address() {
    // The empty line is left out on the way to the parser.
    let bad = MINIMAL
        .replace("s=-\r\n", "\r\ns=-\r\n")
        .replace("96\r\n", "9x6\r\n");
    for offer in [
        bad.clone(),
        MINIMAL.replace("v=0", "v=1"),
        MINIMAL.replace("t=0 0\r\n", ""),
        MINIMAL.replace("a=mid:0\r\n", ""),
        MINIMAL.replace("rtpmap:96", "rtpmap:97"),
        MINIMAL.replace("t=0 0\r\n", "t=0 0\r\na=group:BUNDLE 7\r\n"),
        "v=0\r\nm=".into(),
    ] {
        let error = check_or_answer(&offer);
        assert!(
            !error.contains("0x") && !error.contains("Pointer"),
            "{error}"
        );
    }
    let error = check_or_answer(&bad);
    assert!(error.contains("line 9:"), "{error}");
}

fn check_or_answer(offer: &str) -> String {
    answer(offer).unwrap_err().to_string()
}

#[test]
fn the_largest_offer_that_is_taken_is_still_answered_after_a_restart() {
    let long = format!("a=x:{}\r\n", "x".repeat(2000));
    let (mut session, _) = answer(&(MINIMAL.to_owned() + &long.repeat(300))).unwrap();
    let fragment =
        crate::SdpFragment::parse("a=ice-ufrag:EEEE\r\na=ice-pwd:Zdu1UwEdOrkmPPaErh2rKgkc\r\n");
    assert!(session.restart_ice(&fragment.unwrap()).is_ok());
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
