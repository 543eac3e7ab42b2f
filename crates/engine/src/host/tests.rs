//! What tests of a session's parts need of a worker, and of a browser.

use std::time::Instant;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{
    Certificate, Codec, DataConfig, DtlsVersion, IceMode, MediaLine, OfferRules, RtpPacket,
    Session, SessionConfig,
};

use super::*;
use crate::hub::Doorbell;

const OFFER: &str = include_str!("../../../../tests/data/offers/chromium-156-audio.sdp");

pub(crate) fn media() -> Vec<MediaLine> {
    let config = SessionConfig {
        epoch: Instant::now(),
        certificate: Certificate::generate().unwrap(),
        candidates: Vec::new(),
        ice: IceMode::Lite,
        dtls: DtlsVersion::Auto,
        codecs: vec![Codec::Opus, Codec::Red],
        offers: OfferRules::default(),
        report_interval: None,
        digits: true,
        data: DataConfig::default(),
    };
    let (session, _) = Session::answer(&config, Timestamp::ZERO, OFFER).unwrap();
    session.media().to_vec()
}

pub(crate) fn host(change: impl FnOnce(&mut EngineConfig)) -> Host {
    let mut config = EngineConfig::default();
    change(&mut config);
    let bell = Arc::new(Doorbell::new(|| {}));
    Host {
        hub: Arc::new(Hub::new(bell, config.frame_samples(), 10)),
        config: Arc::new(config),
        metrics: Arc::default(),
        directory: Arc::default(),
        calls: Arc::default(),
        tape: crate::tape::Tape::default(),
    }
}

pub(crate) fn packet(media: &MediaLine, sequence: u64, codec: Codec, payload: &[u8]) -> RtpPacket {
    RtpPacket {
        mid: media.mid,
        ssrc: 1,
        payload_type: media.payload_type(codec).unwrap(),
        codec: Some(codec),
        sequence,
        rtp_time: u32::try_from(sequence * 960).unwrap(),
        marker: false,
        audio_level: None,
        picture: None,
        payload: Arc::from(payload),
    }
}

#[test]
fn what_a_session_leaves_is_found_by_its_host() {
    let host = host(|_| {});
    host.hub
        .push_frame(crate::SessionId::from_u64(1), 0, 0, &[0; 960]);
    let (mut notices, mut frames) = (Vec::new(), crate::Frames::default());
    assert!(host.hub.drain(10, &mut notices, &mut frames));
    assert_eq!(frames.sessions, [1]);
}
