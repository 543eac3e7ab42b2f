use jackfield_webrtc::Codec;

use super::*;
use crate::host::tests::{host, media, packet};

#[test]
fn what_the_peer_sends_becomes_its_voice() {
    let (media, host) = (media(), host(|_| {}));
    let mut member = OpusMember::new(&media, &host);
    assert!(!member.has_input());
    for sequence in 0..5 {
        let at = Timestamp::from_millis(sequence * 20);
        // Fullband, 20 ms, of which nothing is coded.
        let packet = packet(&media[0], sequence, Codec::Opus, &[0xf8, 0xff, 0xfe]);
        member.receive(at, packet, &host);
    }
    assert!(member.has_input());
    member.hear(Timestamp::from_millis(100), &host);
    assert!(!member.voice().is_empty());
}

#[test]
fn a_peer_without_audio_is_sent_none() {
    let host = host(|_| {});
    assert!(OpusMember::new(&media(), &host).listens());
    assert!(!OpusMember::new(&[], &host).listens());
}

#[test]
fn a_decoder_that_cannot_be_made_is_told() {
    let media = media();
    let host = host(|config| config.sample_rate = 1);
    let mut member = OpusMember::new(&media, &host);
    let packet = packet(&media[0], 0, Codec::Opus, &[0xf8]);
    member.receive(Timestamp::ZERO, packet, &host);
    let failure = member.take_failure().unwrap();
    assert!(failure.starts_with("no decoder"), "{failure}");
}
