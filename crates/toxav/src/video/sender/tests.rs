use jackfield_media::video::I420;

use super::*;
use crate::rtp::Packet;

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// A picture of a slope that moves with the number.
fn picture(width: u32, height: u32, number: u64) -> I420 {
    let len = I420::len_of(width, height).unwrap();
    let luma = u64::from(width * height);
    let sample = |at: u64| {
        let (column, row) = (at % u64::from(width), at / u64::from(width));
        let moved = (column + 3 * number) ^ (row + number);
        u8::try_from(if at < luma { moved % 200 + 20 } else { 128 }).unwrap()
    };
    I420::from_samples(width, height, (0..len as u64).map(sample).collect()).unwrap()
}

fn sender(kbps: u32) -> Sender {
    let config = SenderConfig {
        bit_rate_kbps: kbps,
        ..SenderConfig::default()
    };
    Sender::new(config, 7)
}

/// The packets of a frame, or none.
fn send(sender: &mut Sender, number: u64, size: (u32, u32)) -> Vec<Vec<u8>> {
    let mut packets = Packets::new();
    let picture = picture(size.0, size.1, number);
    let now = at(number * 100 / 3);
    sender.encode(now, picture.as_ref(), &mut packets).unwrap();
    let mut found = Vec::new();
    while let Some(packet) = packets.next_packet() {
        found.push(packet.to_vec());
    }
    found
}

fn is_key(packets: &[Vec<u8>]) -> bool {
    let packet = Packet::parse(&packets[0]).unwrap();
    assert_eq!(packet.header.media, Media::Video);
    assert_eq!(
        packet.header.is_key,
        is_key_frame(Codec::Vp8, packet.payload)
    );
    packet.header.is_key
}

#[test]
fn no_encoder_is_made_before_video_is_used() {
    let mut sender = sender(500);
    sender.set_bit_rate(800).unwrap();
    sender.request_key_frame();
    assert!(sender.encoder.is_none());
    assert!(is_key(&send(&mut sender, 0, (64, 48))));
    assert_eq!(sender.encoder.as_ref().unwrap().config().width, 64);
}

#[test]
fn a_picture_of_another_size_begins_anew() {
    let mut sender = sender(500);
    assert!(is_key(&send(&mut sender, 0, (64, 48))));
    assert!(!is_key(&send(&mut sender, 1, (64, 48))));
    assert!(is_key(&send(&mut sender, 2, (65, 33))));
    assert!(!is_key(&send(&mut sender, 3, (65, 33))));
}

#[test]
fn a_key_frame_is_sent_when_it_is_asked_for() {
    let mut sender = sender(500);
    let mut keys = Vec::new();
    for number in 0..100 {
        if number == 70 {
            sender.request_key_frame();
        }
        let packets = send(&mut sender, number, (64, 48));
        if !packets.is_empty() && is_key(&packets) {
            keys.push(number);
        }
    }
    assert_eq!(keys, [0, 6, 18, 42, 70]);
}

#[test]
fn the_rate_pays_for_headers() {
    let mut sender = sender(100);
    for number in 0..60 {
        send(&mut sender, number, (160, 120));
    }
    let told = sender.encoder.as_ref().unwrap().config().bit_rate_kbps;
    // 30 packets a second have 19 kbit/s of headers.
    assert!((70..90).contains(&told), "{told}");
    sender.set_bit_rate(200).unwrap();
    let told = sender.encoder.as_ref().unwrap().config().bit_rate_kbps;
    assert!((140..180).contains(&told), "{told}");
}

#[test]
fn however_small_frames_are_the_encoder_keeps_half_of_the_rate() {
    let sent = Sent {
        payload: 10,
        overhead: 90,
    };
    assert_eq!(sent.payload_share_of(100), 50);
    assert_eq!(Sent::default().payload_share_of(100), 100);
}

#[test]
fn frames_of_others_are_forwarded_and_the_encoder_begins_anew_after_them() {
    let mut source = sender(500);
    let mut sender = sender(500);
    assert!(sender.wants_key_frame(at(0)));
    let mut packets = Packets::new();
    for number in 0..4 {
        let pieces = send(&mut source, number, (64, 48));
        let frame: Vec<u8> = pieces
            .iter()
            .flat_map(|piece| &piece[81..])
            .copied()
            .collect();
        sender.forward(at(number * 33), &frame, &mut packets);
        let packet = Packet::parse(packets.next_packet().unwrap()).unwrap();
        assert_eq!(packet.header.is_key, number == 0);
        assert_eq!(u64::from(packet.header.sequence), number);
    }
    assert!(!sender.wants_key_frame(at(132)));
    assert!(is_key(&send(&mut sender, 4, (64, 48))));
    assert!(!is_key(&send(&mut sender, 5, (64, 48))));
}
