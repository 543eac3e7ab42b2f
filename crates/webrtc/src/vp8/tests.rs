use proptest::prelude::*;

use super::*;

fn packets(packetizer: &mut Packetizer, time: u32, frame: &[u8]) -> Vec<RtpPacket> {
    let mut packets = Vec::new();
    packetizer.packetize(time, frame, |packet| packets.push(packet));
    packets
}

fn frame(length: usize, is_key: bool) -> Vec<u8> {
    let mut frame: Vec<u8> = (0..length).map(|index| index.to_le_bytes()[0]).collect();
    frame[0] = if is_key { 0x10 } else { 0x11 };
    frame
}

#[test]
fn a_frame_becomes_packets_that_are_counted_on() {
    let mut packetizer = Packetizer::new("video".into());
    let key = packets(&mut packetizer, 90, &frame(2_400, true));
    let next = packets(&mut packetizer, 3_090, &frame(10, false));
    assert_eq!(key.len(), Packetizer::count_of(2_400));
    let sequences: Vec<u64> = key
        .iter()
        .chain(&next)
        .map(|packet| packet.sequence)
        .collect();
    assert_eq!(sequences, [1, 2, 3, 4]);
    let ends: Vec<bool> = key.iter().map(|packet| packet.marker).collect();
    assert_eq!(ends, [false, false, true]);
    let begins = |packet: &RtpPacket| packet.picture.unwrap().starts_key_frame;
    let begins: Vec<bool> = key.iter().chain(&next).map(begins).collect();
    assert_eq!(begins, [true, false, false, false]);
    let id = |packet: &RtpPacket| packet.picture.unwrap().numbers.id;
    assert!(key.iter().all(|packet| id(packet) == Some(0)));
    assert_eq!(id(&next[0]), Some(1));
    assert_eq!(next[0].rtp_time, 3_090);
}

#[test]
fn picture_ids_have_one_length_and_begin_anew_after_fifteen_bits() {
    let mut packetizer = Packetizer::new("video".into());
    packetizer.number = 0x7fff;
    let last = packets(&mut packetizer, 0, &frame(10, false));
    let first = packets(&mut packetizer, 0, &frame(10, false));
    assert_eq!(last[0].payload.len(), first[0].payload.len());
    assert_eq!(first[0].picture.unwrap().numbers.id, Some(0));
}

#[test]
fn a_descriptor_is_left_out_whatever_is_in_it() {
    for (payload, begins) in [
        (&[0x10, 0xaa, 0xbb][..], true),
        (&[0x00, 0xaa, 0xbb], false),
        (&[0x11, 0xaa, 0xbb], false),
        (&[0x90, 0x80, 0x07, 0xaa, 0xbb], true),
        (&[0x90, 0x80, 0x87, 0x01, 0xaa, 0xbb], true),
        (&[0x90, 0xe0, 0x81, 0x02, 7, 0, 0xaa, 0xbb], true),
        (&[0x90, 0x10, 3, 0xaa, 0xbb], true),
    ] {
        let expected = Part {
            begins,
            data: &[0xaa, 0xbb],
        };
        assert_eq!(part(payload), Some(expected), "{payload:x?}");
    }
    for payload in [
        &[][..],
        &[0x10],
        &[0x90],
        &[0x90, 0x80, 0x81],
        &[0x90, 0xe0, 1, 2],
    ] {
        assert_eq!(part(payload), None, "{payload:x?}");
    }
}

proptest! {
    #[test]
    fn what_was_cut_is_put_together_again(frame in proptest::collection::vec(any::<u8>(), 1..5_000)) {
        let packets = packets(&mut Packetizer::new("video".into()), 0, &frame);
        let parts: Vec<Part<'_>> = packets.iter().filter_map(|packet| part(&packet.payload)).collect();
        prop_assert_eq!(parts.iter().filter(|part| part.begins).count(), 1);
        let whole: Vec<u8> = parts.iter().flat_map(|part| part.data.to_vec()).collect();
        prop_assert_eq!(whole, frame);
    }

    #[test]
    fn any_payload_is_read(payload in proptest::collection::vec(any::<u8>(), 0..64)) {
        part(&payload);
    }
}
