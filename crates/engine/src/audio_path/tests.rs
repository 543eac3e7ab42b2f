use jackfield_webrtc::Codec;

use super::*;
use crate::host::tests::{host, media, packet};

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
