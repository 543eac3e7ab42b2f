use super::*;

const INFO: PacketInfo = PacketInfo {
    duration: 960,
    has_fec: false,
    is_dtx: false,
};

/// A buffer that gets packets of 20 ms, number n at time n.
fn buffer() -> JitterBuffer {
    JitterBuffer::new(Duration::from_millis(400))
}

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(1_000 + milliseconds)
}

fn insert(buffer: &mut JitterBuffer, now: Timestamp, number: u16) -> Insertion {
    insert_at(buffer, now, number, u32::from(number) * 960)
}

fn insert_at(buffer: &mut JitterBuffer, now: Timestamp, number: u16, time: u32) -> Insertion {
    let packet = ArrivedPacket {
        sequence: SequenceNumber(number),
        time: RtpTime(time),
        info: INFO,
        data: &[1],
        copies: 0,
    };
    buffer.insert(now, &packet)
}

/// Packets 0 to `count` in time, each played at once.
fn playing(count: u16) -> JitterBuffer {
    let mut buffer = buffer();
    for number in 0..count {
        let now = at(20 * u64::from(number));
        insert(&mut buffer, now, number);
        buffer.consume(now);
    }
    buffer
}

#[test]
fn packets_wait_for_their_turn() {
    let mut buffer = buffer();
    assert!(matches!(buffer.upcoming(), Upcoming::Nothing));
    for number in [2, 0, 1] {
        assert_eq!(insert(&mut buffer, at(40), number), Insertion::Stored);
    }
    assert!(buffer.jump());
    for number in 0..3 {
        let Upcoming::Packet(packet) = buffer.upcoming() else {
            panic!("packet {number} is not there");
        };
        assert_eq!(packet.place.time, buffer.position());
        assert_eq!(buffer.consume(at(40)), 0);
    }
    assert!(matches!(buffer.upcoming(), Upcoming::Nothing));
}

#[test]
fn what_is_missing_shows_as_a_gap_before_the_next() {
    let mut buffer = playing(10);
    insert(&mut buffer, at(240), 12);
    let Upcoming::Gap { ticks, lost, .. } = buffer.upcoming() else {
        panic!("no gap");
    };
    assert_eq!((ticks, lost), (2 * 960, 2));
    assert_eq!(buffer.stats().lost, 2);
}

#[test]
fn a_packet_whose_turn_is_over_is_late_and_not_lost() {
    let mut buffer = playing(10);
    insert(&mut buffer, at(220), 11);
    buffer.pass(960);
    buffer.consume(at(220));
    assert_eq!(insert(&mut buffer, at(225), 10), Insertion::Late);
    assert_eq!(insert(&mut buffer, at(226), 10), Insertion::Duplicate);
    let counted = buffer.stats();
    assert_eq!((counted.late, counted.duplicates, counted.lost), (1, 1, 0));
}

#[test]
fn a_buffer_that_ran_dry_goes_on_where_packets_ended_and_is_slower_from_then_on() {
    let mut buffer = playing(10);
    let position = buffer.position();
    // 60 ms are made up, then everything comes.
    for _ in 0..3 {
        buffer.pass(960);
    }
    for number in 10..14 {
        assert_eq!(insert(&mut buffer, at(260), number), Insertion::Stored);
    }
    assert_eq!(buffer.position(), position);
    assert_eq!(buffer.stats().late, 0);
    assert_eq!(buffer.target(at(260)), Duration::from_millis(56));
}

#[test]
fn a_stall_that_is_too_long_to_be_ready_for_is_passed_over() {
    let mut buffer = playing(10);
    for _ in 0..15 {
        buffer.pass(960);
    }
    let late = (10..25).filter(|number| insert(&mut buffer, at(500), *number) == Insertion::Late);
    assert_eq!(late.count(), 15);
    assert_eq!(buffer.target(at(500)), Duration::ZERO);
}

#[test]
fn a_lone_packet_of_nowhere_changes_nothing() {
    let mut buffer = playing(10);
    assert_eq!(insert(&mut buffer, at(200), 30_000), Insertion::Unfit);
    assert_eq!(insert(&mut buffer, at(200), 10), Insertion::Stored);
    assert_eq!(buffer.stats().restarts, 0);
}

#[test]
fn two_that_follow_each_other_are_another_stream() {
    let mut buffer = playing(10);
    assert_eq!(
        insert_at(&mut buffer, at(200), 500, 1 << 30),
        Insertion::Unfit
    );
    assert_eq!(
        insert_at(&mut buffer, at(220), 501, (1 << 30) + 960),
        Insertion::Restarted
    );
    assert_eq!(buffer.stats().restarts, 1);
    assert_eq!(buffer.target(at(220)), Duration::ZERO);
}

#[test]
fn a_stream_that_falls_behind_for_good_begins_anew() {
    let mut buffer = playing(50);
    // From here on what comes is 900 ms old, more than a delay may be.
    let mut found = Vec::new();
    for number in 50..80u16 {
        let now = at(20 * u64::from(number));
        if buffer.stats().restarts == 0 {
            buffer.pass(960);
        }
        let time = u32::from(number - 45) * 960;
        found.push(insert_at(&mut buffer, now, number, time));
        buffer.jump();
        buffer.consume(now);
    }
    assert_eq!(found[9], Insertion::Late);
    assert_eq!(found[10], Insertion::Restarted, "after 200 ms");
    assert!(found[11..].iter().all(|kind| *kind == Insertion::Stored));
    let counted = buffer.stats();
    assert_eq!(
        (counted.packets, counted.late, counted.restarts),
        (80, 10, 1)
    );
}

#[test]
fn late_packets_among_others_do_not_begin_it_anew() {
    let mut buffer = playing(50);
    for number in 50..150u16 {
        let now = at(20 * u64::from(number));
        if number % 10 > 0 {
            buffer.pass(960);
        }
        let found = insert(&mut buffer, now, number);
        assert_ne!(found, Insertion::Restarted);
        buffer.consume(now);
    }
    assert!(buffer.stats().late > 50, "{:?}", buffer.stats());
}

#[test]
fn copies_fill_what_is_missing_and_nothing_else() {
    let mut buffer = playing(10);
    insert(&mut buffer, at(220), 11);
    let holder = (SequenceNumber(11), RtpTime(11 * 960));
    buffer.insert_copy(holder, 2 * 960, INFO, &[9]);
    assert!(matches!(buffer.upcoming(), Upcoming::Gap { .. }));
    buffer.insert_copy(holder, 960, INFO, &[10]);
    let Upcoming::Packet(copy) = buffer.upcoming() else {
        panic!("no copy");
    };
    assert!(copy.is_redundant);
    assert_eq!(copy.data, [10]);
}

/// The target after packets that repeat two, one in ten lost, late by what is said.
fn target_with_copies(late: impl Fn(u64) -> u64) -> Duration {
    let mut buffer = buffer();
    for number in (0..100u16).filter(|number| number % 10 != 9) {
        let now = at(20 * u64::from(number) + late(u64::from(number)));
        let packet = ArrivedPacket {
            sequence: SequenceNumber(number),
            time: RtpTime(u32::from(number) * 960),
            info: INFO,
            data: &[1],
            copies: 2,
        };
        buffer.insert(now, &packet);
        buffer.consume(now);
    }
    buffer.target(at(2_000))
}

#[test]
fn two_packets_are_waited_for_only_where_there_is_little_jitter() {
    assert_eq!(target_with_copies(|_| 0), Duration::from_millis(36));
    let jitter = target_with_copies(|number| number * 7 % 31);
    assert_eq!(jitter, Duration::from_millis(46));
}

#[test]
fn the_target_is_never_longer_than_the_limit() {
    let mut buffer = JitterBuffer::new(Duration::from_millis(30));
    for number in 0..100 {
        let late = u64::from(number % 2) * 70;
        insert(&mut buffer, at(20 * u64::from(number) + late), number);
    }
    assert_eq!(buffer.target(at(2_100)), Duration::from_millis(30));
    assert!(buffer.jitter() > Duration::from_millis(50));
}
