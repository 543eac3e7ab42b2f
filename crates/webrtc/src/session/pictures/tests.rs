use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::session::tests::Pair;
use crate::{Direction, Event, MediaKind, MediaRequest};

/// A descriptor with a picture id of 15 bits, TL0PICIDX and TID, then the first bytes of a frame.
const KEY_FRAME: [u8; 8] = [0x90, 0xe0, 0x81, 0x02, 7, 0, 0x10, 0x55];

#[test]
fn a_key_frame_and_its_numbers_are_told() {
    let picture = of(Some(Codec::Vp8), &KEY_FRAME).unwrap();
    assert!(picture.starts_key_frame);
    assert_eq!(picture.numbers.id, Some(0x102));
    assert_eq!(picture.numbers.base, Some(7));
    let mut inter = KEY_FRAME;
    inter[6] |= 1;
    assert!(!of(Some(Codec::Vp8), &inter).unwrap().starts_key_frame);
    assert_eq!(of(Some(Codec::Opus), &KEY_FRAME), None);
    assert_eq!(of(Some(Codec::Vp8), &KEY_FRAME[..3]), None);
}

#[test]
fn a_picture_reaches_the_peer_with_other_numbers() {
    let video = MediaRequest {
        kind: MediaKind::Video,
        direction: Direction::SendRecv,
    };
    let mut pair = Pair::new(&[video]);
    pair.run(Duration::from_secs(2));
    let line = pair.server.media()[0].clone();
    let packet = OutgoingRtp {
        mid: line.mid,
        payload_type: line.payload_type(Codec::Vp8).unwrap(),
        sequence: 1,
        rtp_time: 0,
        marker: true,
        audio_level: None,
        nackable: true,
        payload: Arc::from(KEY_FRAME.as_slice()),
    };
    let numbers = PictureNumbers {
        id: Some(0x1234),
        base: Some(99),
    };
    assert!(pair.server.write_picture(pair.now, packet, numbers));
    pair.run(Duration::from_millis(100));
    let received = pair.caller_events.iter().find_map(|event| match event {
        Event::Rtp(packet) => packet.picture,
        _ => None,
    });
    assert_eq!(received.unwrap().numbers, numbers);
}

proptest! {
    #[test]
    fn any_payload_is_looked_at(payload in proptest::collection::vec(any::<u8>(), 0..64)) {
        of(Some(Codec::Vp8), &payload);
    }
}
