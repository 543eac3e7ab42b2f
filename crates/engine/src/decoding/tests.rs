use jackfield_webrtc::Codec;

use super::*;
use crate::host::tests::{host, media, packet};

fn frames(decoding: &mut Decoding, host: &Host, until: u64) -> Vec<FrameKind> {
    let mut kinds = Vec::new();
    let mut out = [0; 960];
    for at in 0..until {
        let now = Timestamp::from_millis(at);
        while let Some(frame) = decoding.poll_frame(now, &mut out, host) {
            kinds.push(frame.kind);
        }
    }
    decoding.count(host);
    kinds
}

#[test]
fn packets_become_frames_and_figures() {
    let (media, host) = (media(), host(|_| {}));
    let section = Section::new(&media[0]).unwrap();
    let mut decoding = Decoding::default();
    assert_eq!(decoding.next_timeout(), None);
    for sequence in 0..5 {
        let at = Timestamp::from_millis(sequence * 20);
        // Fullband, 20 ms, of which nothing is coded.
        let packet = packet(&media[0], sequence, Codec::Opus, &[0xf8, 0xff, 0xfe]);
        decoding.receive(at, &packet, Some(&section), &host);
    }
    let heard = frames(&mut decoding, &host, 200);
    let received = heard.iter().filter(|kind| **kind == FrameKind::Received);
    assert_eq!(received.count(), 5);
    let mut stats = SessionStats::default();
    decoding.fill(&mut stats);
    assert_eq!((stats.packets_received, stats.packets_lost), (5, 0));
}

#[test]
fn what_is_for_another_section_or_in_another_format_is_not_decoded() {
    let (media, host) = (media(), host(|_| {}));
    let section = Section::new(&media[0]).unwrap();
    let mut decoding = Decoding::default();
    let mut packet = packet(&media[0], 0, Codec::Opus, &[0xf8, 0xff, 0xfe]);
    decoding.receive(Timestamp::ZERO, &packet, None, &host);
    packet.payload_type = 0;
    decoding.receive(Timestamp::ZERO, &packet, Some(&section), &host);
    assert_eq!(frames(&mut decoding, &host, 100), []);
}

#[test]
fn numbers_of_frames_are_those_the_host_knows() {
    let kinds = [
        FrameKind::Received,
        FrameKind::Redundant,
        FrameKind::Fec,
        FrameKind::Concealed,
        FrameKind::Silence,
    ];
    assert_eq!(kinds.map(frame_number), [0, 1, 2, 3, 4]);
}
