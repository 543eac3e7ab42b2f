use proptest::prelude::*;

use super::super::{Media, Packetizer, Packets};
use super::*;

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// Frames of these lengths, 33 ms apart, as packets; frame n is made of bytes n.
fn frames(lengths: &[usize]) -> Vec<Vec<Vec<u8>>> {
    let mut packetizer = Packetizer::new(Media::Video, 1);
    let mut packets = Packets::new();
    let mut cut = |(number, len): (usize, &usize)| {
        let number = u8::try_from(number).unwrap();
        packets.begin().resize(*len, number);
        packetizer.packetize(at(33 * u64::from(number)), number == 0, &mut packets);
        let mut found = Vec::new();
        while let Some(packet) = packets.next_packet() {
            found.push(packet.to_vec());
        }
        found
    };
    lengths.iter().enumerate().map(&mut cut).collect()
}

fn push(assembler: &mut Assembler, now: u64, bytes: &[u8]) -> Taken {
    assembler.push(at(now), &Packet::parse(bytes).unwrap())
}

/// Number, missing bytes and frames lost before, of what comes out.
fn drain(assembler: &mut Assembler, now: u64) -> Vec<(u16, usize, u64)> {
    let mut found = Vec::new();
    while let Some(frame) = assembler.poll(at(now)) {
        found.push((frame.sequence, frame.missing, frame.lost_before));
    }
    found
}

#[test]
fn a_frame_is_given_out_with_its_last_piece() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    for (number, packets) in frames(&[5_000, 100, 2_000]).iter().enumerate() {
        let now = 33 * u64::try_from(number).unwrap();
        let (last, first) = packets.split_last().unwrap();
        for packet in first {
            assert_eq!(push(&mut assembler, now, packet), Taken::Stored);
            assert_eq!(assembler.poll(at(now)), None);
            assert_eq!(assembler.next_timeout(), None);
        }
        push(&mut assembler, now, last);
        let frame = assembler.poll(at(now)).unwrap();
        assert_eq!((frame.missing, frame.lost_before), (0, 0));
        assert_eq!(frame.arrived, at(now));
        assert!(frame.data.iter().all(|byte| usize::from(*byte) == number));
    }
}

#[test]
fn a_piece_that_comes_twice_completes_nothing() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let packets = &frames(&[2_584])[0];
    assert_eq!(packets.len(), 2);
    assert_eq!(push(&mut assembler, 0, &packets[0]), Taken::Stored);
    assert_eq!(push(&mut assembler, 0, &packets[0]), Taken::Duplicate);
    assert_eq!(drain(&mut assembler, 0), []);
    push(&mut assembler, 0, &packets[1]);
    assert_eq!(drain(&mut assembler, 0), [(0, 0, 0)]);
    assert_eq!(push(&mut assembler, 0, &packets[1]), Taken::Late);
}

#[test]
fn what_is_overtaken_is_waited_for() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let frames = frames(&[100, 2_000, 100]);
    push(&mut assembler, 0, &frames[0][0]);
    assert_eq!(drain(&mut assembler, 0), [(0, 0, 0)]);
    push(&mut assembler, 33, &frames[1][0]);
    push(&mut assembler, 66, &frames[2][0]);
    assert_eq!(drain(&mut assembler, 66), []);
    assert_eq!(assembler.next_timeout(), Some(at(81)));
    push(&mut assembler, 70, &frames[1][1]);
    assert_eq!(drain(&mut assembler, 70), [(1, 0, 0), (2, 0, 0)]);
}

#[test]
fn what_does_not_come_is_given_up_and_told() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let frames = frames(&[100, 2_000, 100, 100, 100]);
    push(&mut assembler, 0, &frames[0][0]);
    assert_eq!(drain(&mut assembler, 0), [(0, 0, 0)]);
    push(&mut assembler, 33, &frames[1][0]);
    push(&mut assembler, 66, &frames[2][0]);
    assert_eq!(drain(&mut assembler, 80), []);
    assert_eq!(drain(&mut assembler, 81), [(1, 708, 0), (2, 0, 0)]);
    push(&mut assembler, 132, &frames[4][0]);
    assert_eq!(drain(&mut assembler, 146), []);
    assert_eq!(drain(&mut assembler, 147), [(4, 0, 1)]);
    let stats = assembler.stats();
    assert_eq!((stats.frames, stats.broken, stats.lost), (3, 1, 1));
    // It came only just too late: the next is waited for longer.
    assert_eq!(push(&mut assembler, 157, &frames[3][0]), Taken::Late);
    assert_eq!(assembler.patience, Duration::from_millis(25));
}

#[test]
fn missing_bytes_are_zeros() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let mut frames = frames(&[100, 3_000, 3_000]);
    frames.remove(0);
    // The memory of the first serves the second.
    for packet in &frames[0] {
        push(&mut assembler, 0, packet);
    }
    assembler.poll(at(0)).unwrap();
    for index in [0, 2] {
        push(&mut assembler, 40, &frames[1][index]);
    }
    let newer = self::frames(&[1, 1, 1, 1]);
    push(&mut assembler, 66, &newer[3][0]);
    let frame = assembler.poll(at(100)).unwrap();
    assert_eq!(frame.missing, 1_292);
    assert!(frame.data[1_292..2_584].iter().all(|byte| *byte == 0));
    assert!(frame.data[2_584..].iter().all(|byte| *byte == 2));
}

#[test]
fn a_key_frame_needs_nothing_before_it() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let frames = frames(&[100, 2_000, 100]);
    push(&mut assembler, 0, &frames[0][0]);
    drain(&mut assembler, 0);
    push(&mut assembler, 33, &frames[1][0]);
    let mut key = frames[2][0].clone();
    key[20] |= 2;
    push(&mut assembler, 34, &key);
    assert_eq!(drain(&mut assembler, 34), [(1, 708, 0), (2, 0, 0)]);
}

#[test]
fn slots_are_bounded_and_the_oldest_makes_room() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let frames = frames(&[2_000; 20]);
    let mut found = Vec::new();
    for frame in &frames {
        push(&mut assembler, 0, &frame[0]);
        found.extend(drain(&mut assembler, 0));
    }
    assert_eq!(found.len(), 17);
    assert!(found.iter().all(|(_, missing, _)| *missing == 708));
    assert_eq!(assembler.slots.len() + assembler.spare.len(), 4);
}

#[test]
fn who_contradicts_itself_or_asks_for_too_much_is_refused() {
    let config = AssemblerConfig {
        max_frame_len: 2_000,
        ..AssemblerConfig::default()
    };
    let mut assembler = Assembler::new(config);
    let long = &frames(&[2_001])[0];
    assert_eq!(push(&mut assembler, 0, &long[0]), Taken::Refused);
    let packets = &frames(&[2_000])[0];
    push(&mut assembler, 0, &packets[0]);
    let mut longer = packets[1].clone();
    longer[27] = 7;
    longer[28] = 209;
    assert_eq!(push(&mut assembler, 0, &longer), Taken::Refused);
    let mut later = packets[1].clone();
    later[8] = 1;
    assert_eq!(push(&mut assembler, 0, &later), Taken::Refused);
    assert_eq!(assembler.stats().refused, 3);
    assert!(assembler.memory() < 4_000);
}

#[test]
fn a_sender_that_begins_anew_is_followed() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let frames = frames(&[100; 10]);
    for frame in &frames[5..] {
        push(&mut assembler, 0, &frame[0]);
        drain(&mut assembler, 0);
    }
    let mut anew = frames[0][0].clone();
    assert_eq!(push(&mut assembler, 0, &anew), Taken::Late);
    anew[7] = 0x10;
    assert_eq!(push(&mut assembler, 0, &anew), Taken::Stored);
    assert_eq!(drain(&mut assembler, 0), [(0, 0, 0)]);
    assert_eq!(assembler.stats().restarts, 1);
}

#[test]
fn numbers_may_wrap() {
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let mut packetizer = Packetizer::new(Media::Video, 1);
    let mut packets = Packets::new();
    for number in 0..70_000_u64 {
        packets.begin().push(1);
        packetizer.packetize(at(33 * number), false, &mut packets);
        push(&mut assembler, 33 * number, packets.next_packet().unwrap());
        assert_eq!(drain(&mut assembler, 33 * number).len(), 1);
    }
    assert_eq!(assembler.stats().frames, 70_000);
}

proptest! {
    #[test]
    fn in_any_order_with_duplicates_and_holes_only_what_came_counts(
        lengths in prop::collection::vec(1_usize..6_000, 1..8),
        order in prop::collection::vec(any::<prop::sample::Index>(), 1..60),
    ) {
        let frames = frames(&lengths);
        let all = frames.concat();
        let mut assembler = Assembler::new(AssemblerConfig::default());
        let mut last = None;
        for (now, index) in (0_u64..).step_by(3).zip(order) {
            let bytes: &Vec<u8> = index.get(&all);
            push(&mut assembler, now, bytes);
            while let Some(frame) = assembler.poll(at(now)) {
                let number = usize::from(frame.sequence);
                prop_assert!(Some(number) > last, "in order");
                last = Some(number);
                prop_assert_eq!(frame.data.len(), lengths[number]);
                let wrong = frame.data.iter().filter(|byte| usize::from(**byte) != number);
                let zeros = if number == 0 { 0 } else { frame.missing };
                prop_assert_eq!(wrong.count(), zeros);
            }
        }
        prop_assert!(assembler.slots.len() < 4);
    }

    #[test]
    fn lying_headers_break_nothing(
        packets in prop::collection::vec(
            (0_u16..6, any::<u32>(), 0_u32..4_000, 0_u32..4_000, any::<bool>(), 1_usize..1_292),
            0..80,
        ),
    ) {
        let mut assembler = Assembler::new(AssemblerConfig::default());
        for (now, (sequence, timestamp, offset, frame_len, is_key, len)) in (0_u64..).zip(packets) {
            let header = Header {
                media: Media::Video, sequence, timestamp: timestamp % 3, ssrc: 0, is_key,
                offset, frame_len,
            };
            let bytes = [&[193], header.write().as_slice(), &vec![9; len]].concat();
            if let Ok(packet) = Packet::parse(&bytes) {
                assembler.push(at(now), &packet);
            }
            while let Some(frame) = assembler.poll(at(now)) {
                let nines: usize = frame.data.iter().map(|byte| usize::from(*byte == 9)).sum();
                prop_assert_eq!(nines + frame.missing, frame.data.len());
            }
        }
    }
}
