use super::*;
use proptest::prelude::*;

/// The first packet of a call's audio, as libtoxcore 0.2.18 sent it: 148 bytes of payload.
fn seen_audio() -> Vec<u8> {
    let mut bytes = vec![192, 0x80, 0x40, 0, 0];
    bytes.extend([0x00, 0x0e, 0x23, 0xf8, 0xbe, 0xd0, 0x0c, 0x3e]);
    bytes.extend([0; 8]);
    bytes.extend([0; 4]);
    bytes.extend([0, 0, 0, 0x94]);
    bytes.extend([0; 48]);
    bytes.extend([0, 0, 0, 0x94]);
    bytes.extend([7; 148]);
    bytes
}

/// The first packet of a call's video, as libtoxcore 0.2.18 sent it: a key frame of 96,081 bytes.
fn seen_video() -> Vec<u8> {
    let mut bytes = vec![193, 0x80, 0x41, 0, 0];
    bytes.extend([0x00, 0x0e, 0x24, 0x76, 0, 0, 0, 1]);
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 3]);
    bytes.extend([0; 4]);
    bytes.extend([0x00, 0x01, 0x77, 0x51]);
    bytes.extend([0; 48]);
    bytes.extend([0, 0, 0xff, 0xff]);
    bytes.extend([7; 1_292]);
    bytes
}

fn rewritten(bytes: &[u8]) -> [u8; HEADER_LEN] {
    Packet::parse(bytes).unwrap().header.write()
}

#[test]
fn packets_of_libtoxcore_are_read_and_written_as_they_are() {
    let audio = seen_audio();
    let packet = Packet::parse(&audio).unwrap();
    assert_eq!(packet.header.timestamp, 926_712);
    assert_eq!((packet.header.offset, packet.header.frame_len), (0, 148));
    assert!(packet.is_whole() && !packet.header.is_key);
    assert_eq!(rewritten(&audio), audio[1..81]);

    let video = seen_video();
    let packet = Packet::parse(&video).unwrap();
    assert_eq!((packet.header.offset, packet.header.frame_len), (0, 96_081));
    assert!(!packet.is_whole() && packet.header.is_key);
    assert_eq!(packet.payload.len(), 1_292);
    assert_eq!(rewritten(&video), video[1..81]);
}

/// A packet of ten bytes with something written over it; what comes of it.
fn refusal(media: Media, place: usize, bytes: &[u8]) -> Option<&'static str> {
    let header = Header {
        media,
        sequence: 1,
        timestamp: 2,
        ssrc: 3,
        is_key: false,
        offset: 0,
        frame_len: 10,
    };
    let mut packet = vec![media.packet_id()];
    packet.extend(header.write());
    packet.extend([1; 10]);
    packet[place..place + bytes.len()].copy_from_slice(bytes);
    Packet::parse(&packet).err().map(|Malformed(reason)| reason)
}

#[test]
fn what_breaks_the_rules_is_refused() {
    for media in [Media::Audio, Media::Video] {
        assert_eq!(refusal(media, 0, &[]), None);
        assert_eq!(refusal(media, 0, &[196]), Some("no medium"));
        assert!(refusal(media, 2, &[0x7f]).is_some(), "payload type");
        assert!(refusal(media, 77, &[0, 10, 0, 10]).is_some(), "16 bits");
        assert!(refusal(media, 77, &[0, 0, 0, 0]).is_some(), "nothing");
    }
    let beyond = Some("payload beyond the frame");
    // The 32-bit fields count in video, the 16-bit ones in audio.
    assert_eq!(refusal(Media::Video, 21, &[0, 0, 0, 1]), beyond);
    assert_eq!(refusal(Media::Video, 25, &[0, 0, 0, 9]), beyond);
    assert_eq!(refusal(Media::Audio, 21, &[0, 0, 0, 1]), None);
    assert_eq!(refusal(Media::Audio, 79, &[0, 9]), beyond);
    assert_eq!(refusal(Media::Video, 21, &[255; 4]), beyond);
    // Video of old peers has no large frames.
    assert_eq!(refusal(Media::Video, 20, &[0, 0, 0, 0, 1]), None);
}

#[test]
fn a_packet_needs_a_payload() {
    let bytes = seen_audio();
    for len in [0, 1, 80] {
        assert!(Packet::parse(&bytes[..len]).is_err(), "{len}");
    }
    assert_eq!(Packet::parse(&bytes[..81]), Err(Malformed("no payload")));
    assert!(Packet::parse(&bytes[..82]).is_ok());
}

#[test]
fn the_lower_length_of_a_long_frame_is_clamped() {
    let header = Header {
        media: Media::Video,
        sequence: 0,
        timestamp: 0,
        ssrc: 0,
        is_key: false,
        offset: 65_536 + 5,
        frame_len: 131_072,
    };
    assert_eq!(header.write()[76..], [0, 5, 0xff, 0xff]);
}

proptest! {
    #[test]
    fn any_bytes_give_a_packet_or_an_error(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        id in 190_u8..198,
    ) {
        let bytes = [&[id, 0x80, id % 128], bytes.as_slice()].concat();
        if let Ok(packet) = Packet::parse(&bytes) {
            prop_assert!(packet.end() <= u64::from(packet.header.frame_len));
            prop_assert!(!packet.payload.is_empty());
        }
    }

    #[test]
    fn what_is_written_is_read(
        sequence: u16, timestamp: u32, ssrc: u32, is_key: bool,
        offset in 0_u32..200_000, rest in 1_u32..200_000,
    ) {
        // Pieces end where the low bits are not all ones.
        let offset = offset / 1_292 * 1_292;
        let header = Header {
            media: Media::Video, sequence, timestamp, ssrc, is_key,
            offset, frame_len: offset + rest,
        };
        let bytes = [&[193], header.write().as_slice(), &[1]].concat();
        prop_assert_eq!(Packet::parse(&bytes).unwrap().header, header);
    }
}
