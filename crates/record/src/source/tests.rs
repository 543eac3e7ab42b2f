use super::*;

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

fn source() -> (Source, Stats, Vec<Piece>) {
    (Source::new(at(0), 0), Stats::default(), Vec::new())
}

fn places(out: &[Piece]) -> Vec<u64> {
    out.iter()
        .filter_map(|piece| match piece {
            Piece::Packet(at, _) => Some(*at),
            Piece::Gap { .. } => None,
        })
        .collect()
}

fn packet(rtp_time: u32, payload: &[u8]) -> Packet {
    Packet {
        ssrc: 1,
        rtp_time,
        encoding: Encoding::Opus,
        payload: Arc::from(payload),
    }
}

#[test]
fn what_is_no_opus_is_counted_and_left_out() {
    let (mut source, mut stats, mut out) = source();
    source.packet(at(20), &packet(0, &[]), &mut stats, &mut out);
    let red = Packet {
        encoding: Encoding::Red,
        ..packet(0, &[0xFF])
    };
    source.packet(at(20), &red, &mut stats, &mut out);
    source.finish(at(100), (4_800, 4_800), &mut stats, &mut out);
    assert_eq!((stats.malformed, places(&out).len()), (2, 0));
    assert_eq!(source.written(), 4_800);
}

#[test]
fn messages_that_come_in_a_burst_were_spoken_one_after_the_other() {
    let (mut source, mut stats, mut out) = source();
    let frame = [1_000; 960];
    for millisecond in [
        20, 40, 300, 300, 300, 300, 301, 302, 303, 304, 305, 306, 307, 308, 309,
    ] {
        source.samples(at(millisecond), 48_000, &frame, &mut stats, &mut out);
    }
    source.finish(at(400), (19_200, 19_200), &mut stats, &mut out);
    let expected: Vec<u64> = (0..15).map(|index| index * 960).collect();
    assert_eq!(places(&out), expected);
}

#[test]
fn a_speaker_who_pauses_goes_on_later() {
    let (mut source, mut stats, mut out) = source();
    source.samples(at(20), 48_000, &[1; 960], &mut stats, &mut out);
    source.samples(at(3_020), 48_000, &[1; 960], &mut stats, &mut out);
    source.finish(at(4_000), (4 * 48_000, 4 * 48_000), &mut stats, &mut out);
    assert_eq!(places(&out), [0, 3 * 48_000]);
}

#[test]
fn a_rate_that_cannot_be_is_counted() {
    let (mut source, mut stats, mut out) = source();
    source.samples(at(20), 3, &[1; 960], &mut stats, &mut out);
    assert_eq!(stats.malformed, 1);
}

#[test]
fn what_waits_for_an_earlier_packet_is_given_out_in_order() {
    let (mut source, mut stats, mut out) = source();
    source.packet(at(40), &packet(960, &[0xF8, 1]), &mut stats, &mut out);
    source.packet(at(41), &packet(0, &[0xF8, 2]), &mut stats, &mut out);
    source.advance(at(600), 4_800, &mut stats, &mut out);
    assert_eq!(places(&out), [0, 960]);
    assert_eq!(stats.recorded, 2);
}
