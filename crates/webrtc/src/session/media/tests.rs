use std::sync::Arc;
use std::time::Duration;

use crate::session::tests::{Pair, audio};
use crate::{Codec, Direction, Event, MediaKind, OutgoingRtp};

#[test]
fn a_packet_is_told_with_its_section_and_format() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    let line = pair.caller.media()[0].clone();
    let packet = OutgoingRtp {
        mid: line.mid,
        payload_type: line.payload_type(Codec::Opus).unwrap(),
        sequence: 1,
        rtp_time: 0,
        marker: false,
        audio_level: Some(-20),
        nackable: false,
        payload: Arc::from([0xf8_u8, 1, 2].as_slice()),
    };
    assert!(pair.caller.write_rtp(pair.now, packet));
    pair.run(Duration::from_millis(100));
    let told = pair.server_events.iter().find_map(|event| match event {
        Event::Rtp(packet) => Some((packet.mid, packet.codec, packet.audio_level)),
        _ => None,
    });
    assert_eq!(told, Some((line.mid, Some(Codec::Opus), Some(-20))));
}

#[test]
fn sections_are_told_in_the_order_of_the_offer() {
    let video = crate::MediaRequest {
        kind: MediaKind::Video,
        direction: Direction::RecvOnly,
    };
    let pair = Pair::new(&[audio(Direction::SendOnly), video]);
    let kinds: Vec<_> = pair
        .server
        .media()
        .iter()
        .map(|line| (line.kind, line.direction))
        .collect();
    let expected = [
        (MediaKind::Audio, Direction::RecvOnly),
        (MediaKind::Video, Direction::SendOnly),
    ];
    assert_eq!(kinds, expected);
}
