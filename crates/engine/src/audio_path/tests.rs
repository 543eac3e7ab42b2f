use std::time::Instant;

use jackfield_webrtc::{Certificate, DtlsVersion, IceMode, OfferRules, SessionConfig};

use super::*;
use crate::{EngineConfig, Hub};

const OFFER: &str = include_str!("../../../../tests/data/offers/chromium-156-audio.sdp");

fn media() -> Vec<MediaLine> {
    let config = SessionConfig {
        epoch: Instant::now(),
        certificate: Certificate::generate().unwrap(),
        candidates: Vec::new(),
        ice: IceMode::Lite,
        dtls: DtlsVersion::Auto,
        codecs: vec![Codec::Opus, Codec::Red],
        offers: OfferRules::default(),
        report_interval: None,
    };
    let (session, _) = Session::answer(&config, Timestamp::ZERO, OFFER).unwrap();
    session.media().to_vec()
}

fn host(change: impl FnOnce(&mut EngineConfig)) -> Host {
    let mut config = EngineConfig::default();
    change(&mut config);
    let bell = Arc::new(crate::hub::Doorbell::new(|| {}));
    Host {
        hub: Arc::new(Hub::new(bell, config.frame_samples(), 10)),
        config: Arc::new(config),
        metrics: Arc::default(),
        directory: Arc::default(),
    }
}

fn packet(media: &MediaLine, sequence: u64, codec: Codec, payload: &[u8]) -> RtpPacket {
    RtpPacket {
        mid: media.mid,
        ssrc: 1,
        payload_type: media.payload_type(codec).unwrap(),
        sequence,
        rtp_time: u32::try_from(sequence * 960).unwrap(),
        marker: false,
        audio_level: None,
        payload: Arc::from(payload),
    }
}

fn malformed(host: &Host) -> f64 {
    let mut count = 0.0;
    host.metrics.visit(|name, value| {
        if name == "packets_dropped_total{reason=\"malformed\"}" {
            count = value;
        }
    });
    count
}

#[test]
fn payloads_that_cannot_be_decoded_are_counted() {
    let (media, host) = (media(), host(|_| {}));
    // Opus that announces frames and has none; RED whose header ends in its middle.
    for (codec, payload) in [(Codec::Opus, &[0xff_u8, 0][..]), (Codec::Red, &[0x80])] {
        let before = malformed(&host);
        let mut path = AudioPath::new(Route::Agent, &media, &host);
        for sequence in 0..20 {
            let now = Timestamp::from_millis(sequence * 20);
            path.receive(now, &packet(&media[0], sequence, codec, payload), &host);
            path.decode(now, SessionId::from_u64(1), &host);
        }
        path.decode(Timestamp::from_millis(1_000), SessionId::from_u64(1), &host);
        let counted = malformed(&host) - before;
        assert!(counted >= 10.0, "{codec:?}: {counted}");
    }
}

#[test]
fn a_codec_that_cannot_be_made_is_told_instead_of_a_silent_call() {
    let media = media();
    let host = host(|config| {
        config.sample_rate = 1;
        config.encoder_bitrate = 1;
    });
    let mut path = AudioPath::new(Route::Agent, &media, &host);
    path.receive(
        Timestamp::ZERO,
        &packet(&media[0], 0, Codec::Opus, &[0xf8]),
        &host,
    );
    let failure = path.take_failure().unwrap();
    assert!(failure.starts_with("no decoder"), "{failure}");
    path.ensure_sender(&host);
    let failure = path.take_failure().unwrap();
    assert!(failure.starts_with("no encoder"), "{failure}");
    assert_eq!(path.take_failure(), None);
}
