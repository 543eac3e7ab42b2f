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

#[test]
fn of_a_muted_sender_without_levels_next_to_nothing_is_decoded() {
    let (media, host) = (media(), host(|_| {}));
    let mut member = OpusMember::new(&media, &host);
    let mut frames = 0;
    for sequence in 0..500 {
        let now = Timestamp::from_millis(sequence * 20);
        let packet = packet(&media[0], sequence, Codec::Opus, &[0xf8, 0xff, 0xfe]);
        member.receive(now, packet, &host);
        member.hear(now, &host);
        member.voice().tick();
        frames += u64::from(member.voice().kind().is_some());
    }
    assert!(frames < 100, "{frames} frames");
    assert!(!member.has_input() && !member.is_talking(Timestamp::from_millis(10_000)));
    let mut stats = SessionStats::default();
    member.fill(&mut stats);
    assert_eq!((stats.packets_received, stats.packets_lost), (500, 0));
}

#[test]
fn what_is_passed_on_is_gathered_without_an_allocation() {
    let (media, host) = (media(), host(|_| {}));
    let mut member = OpusMember::new(&media, &host);
    member.set_uses(true, false);
    let packets: Vec<RtpPacket> = (0..400)
        .map(|sequence| packet(&media[0], sequence, Codec::Opus, &[0x48; 60]))
        .collect();
    let mut passed = Vec::new();
    let mut pass = |packets: Vec<RtpPacket>| {
        allocation_counter::measure(|| {
            for packet in packets {
                let now = Timestamp::from_millis(packet.sequence * 20);
                member.receive(now, packet, &host);
                passed.clear();
                member.take_forwarded(&mut passed);
                assert_eq!(passed.len(), 1);
            }
        })
    };
    let (first, second) = packets.split_at(10);
    pass(first.to_vec());
    let second = second.to_vec();
    assert_eq!(pass(second).count_total, 0);
}
