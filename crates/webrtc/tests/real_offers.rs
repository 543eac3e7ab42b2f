//! Offers of real peers, answered. Their origin is in `tests/data/offers/README.md`.
#![allow(
    clippy::unwrap_used,
    reason = "an offer that is not answered has failed"
)]

use std::time::Instant;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{
    CandidateKind, Certificate, Codec, DataConfig, Direction, DtlsVersion, IceMode, LocalCandidate,
    MediaKind, OfferRules, Protocol, Session, SessionConfig,
};

fn answer(name: &str) -> (Session, String) {
    answer_by(OfferRules::default(), name)
}

fn answer_by(offers: OfferRules, name: &str) -> (Session, String) {
    let path = format!(
        "{}/../../tests/data/offers/{name}.sdp",
        env!("CARGO_MANIFEST_DIR")
    );
    let offer = std::fs::read_to_string(path).unwrap();
    #[allow(clippy::disallowed_methods, reason = "only differences of it are used")]
    let epoch = Instant::now();
    let config = SessionConfig {
        epoch,
        certificate: Certificate::generate().unwrap(),
        candidates: vec![LocalCandidate {
            protocol: Protocol::Udp,
            address: "192.0.2.1:5000".parse().unwrap(),
            kind: CandidateKind::Host,
        }],
        ice: IceMode::Lite,
        dtls: DtlsVersion::Auto,
        codecs: vec![Codec::Opus, Codec::Red, Codec::Vp8],
        offers,
        report_interval: None,
        digits: true,
        data: DataConfig::default(),
    };
    Session::answer(&config, Timestamp::ZERO, &offer).unwrap()
}

#[test]
fn chromium_is_answered_with_opus_red_and_a_candidate() {
    let (session, sdp) = answer("chromium-156-audio");
    let line = &session.media()[0];
    assert_eq!(line.kind, MediaKind::Audio);
    assert!(line.payload_type(Codec::Opus).is_some() && line.payload_type(Codec::Red).is_some());
    for part in [
        "a=ice-lite",
        "a=setup:passive",
        "a=rtcp-mux",
        "a=sendrecv",
        "192.0.2.1 5000",
    ] {
        assert!(sdp.contains(part), "{part} in {sdp}");
    }
}

#[test]
fn both_sections_of_a_video_call_share_one_transport() {
    let (session, sdp) = answer("chromium-156-audio-video");
    assert_eq!(session.media().len(), 2);
    assert!(session.media()[1].payload_type(Codec::Vp8).is_some());
    assert!(sdp.contains("a=group:BUNDLE"));
    assert!(sdp.contains("transport-cc"), "TWCC is taken");
    assert!(sdp.contains("nack"), "lost pictures are asked for again");
}

#[test]
fn sections_that_only_receive_are_sent_in_as_far_as_rules_allow() {
    let rules = OfferRules {
        audio_slots: 2,
        ..OfferRules::default()
    };
    let (session, sdp) = answer_by(rules, "chromium-156-audio-slots");
    let directions: Vec<_> = session.media().iter().map(|line| line.direction).collect();
    let [both, sends, off] = [
        Direction::SendRecv,
        Direction::SendOnly,
        Direction::Inactive,
    ];
    assert_eq!(directions, [both, sends, sends, off]);
    assert!(sdp.contains("a=group:BUNDLE 0 1 2 3 4"), "{sdp}");
    assert!(sdp.contains("a=sctp-port"), "its data channel is taken");
}

#[test]
fn a_simulcast_offer_is_answered_as_one_that_is_received() {
    let (_, sdp) = answer("chromium-156-simulcast");
    assert!(sdp.contains("a=simulcast:recv"), "{sdp}");
}

#[test]
fn an_encoder_that_only_sends_is_answered_recvonly() {
    let (_, sdp) = answer("gstreamer-style-sendonly");
    assert!(
        sdp.contains("a=recvonly") && !sdp.contains("a=sendrecv"),
        "{sdp}"
    );
}

#[test]
fn a_peer_that_wants_to_be_passive_makes_us_active() {
    let (_, sdp) = answer("ffmpeg-style-passive");
    assert!(sdp.contains("a=setup:active"), "{sdp}");
}
