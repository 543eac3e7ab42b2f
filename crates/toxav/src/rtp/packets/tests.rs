use super::super::Packet;
use super::*;

/// The packets of a frame of this length; every byte says where it is.
fn packets_of(media: Media, len: usize) -> Vec<Vec<u8>> {
    let mut packets = Packets::new();
    let bytes = (0..len).map(|at| u8::try_from(at % 251).unwrap());
    packets.begin().extend(bytes);
    Packetizer::new(media, 7).packetize(Timestamp::from_millis(5), false, &mut packets);
    let mut found = Vec::new();
    let told = packets.remaining();
    while let Some(packet) = packets.next_packet() {
        found.push(packet.to_vec());
    }
    assert_eq!(found.len(), told);
    found
}

fn lengths(media: Media, len: usize) -> Vec<usize> {
    packets_of(media, len).iter().map(Vec::len).collect()
}

#[test]
fn a_frame_is_cut_where_libtoxcore_cuts_it() {
    assert_eq!(lengths(Media::Audio, 0), [0; 0]);
    assert_eq!(lengths(Media::Audio, 1), [82]);
    assert_eq!(lengths(Media::Video, 1_291), [1_372]);
    assert_eq!(lengths(Media::Video, 1_292), [1_373]);
    assert_eq!(lengths(Media::Video, 1_293), [1_373, 82]);
    assert_eq!(lengths(Media::Video, 96_081).len(), 75);
}

#[test]
fn each_piece_says_where_it_belongs() {
    for media in [Media::Audio, Media::Video] {
        let mut frame = vec![0; 5_000];
        for bytes in packets_of(media, frame.len()) {
            let packet = Packet::parse(&bytes).unwrap();
            assert_eq!(packet.header.frame_len, 5_000);
            assert_eq!((packet.header.sequence, packet.header.timestamp), (0, 5));
            let start = packet.header.offset as usize;
            frame[start..start + packet.payload.len()].copy_from_slice(packet.payload);
        }
        let is_right = |(at, byte): (usize, &u8)| usize::from(*byte) == at % 251;
        assert!(frame.iter().enumerate().all(is_right));
    }
}

#[test]
fn frames_are_numbered_and_the_number_wraps() {
    let mut packetizer = Packetizer::new(Media::Audio, 7);
    let mut packets = Packets::new();
    for number in 0..70_000_u32 {
        packets.begin().push(1);
        let now = Timestamp::from_millis(u64::from(number) << 20);
        packetizer.packetize(now, true, &mut packets);
        let packet = Packet::parse(packets.next_packet().unwrap()).unwrap();
        assert_eq!(u32::from(packet.header.sequence), number % 65_536);
        assert_eq!(packet.header.timestamp, number << 20);
    }
}

#[test]
fn what_was_not_fetched_is_forgotten() {
    let mut packets = Packets::default();
    packets.begin().resize(5_000, 1);
    let mut packetizer = Packetizer::new(Media::Video, 7);
    packetizer.packetize(Timestamp::ZERO, false, &mut packets);
    packets.next_packet();
    packets.begin();
    assert_eq!(packets.remaining(), 0);
    assert_eq!(packets.next_packet(), None);
    assert!(packets.memory() > 5_000);
}
