use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

const FRAME_TICKS: u32 = 960;

/// A rewriter and a source, 50 packets a second.
struct Bench {
    rewriter: StreamRewriter,
}

impl Bench {
    fn new() -> Self {
        let rewriter = StreamRewriter::new(48_000, SequenceNumber(1_000), RtpTime(5_000));
        Self { rewriter }
    }

    /// Sequence and time of a packet, `None` when it was refused.
    fn send(&mut self, at_ms: u64, ssrc: u32, sequence: u16, time: u32) -> Option<(u64, u32)> {
        let packet = Incoming {
            ssrc: Ssrc(ssrc),
            sequence: SequenceNumber(sequence),
            rtp_time: RtpTime(time),
        };
        self.rewriter
            .rewrite(Timestamp::from_millis(at_ms), packet)
            .map(|out| (out.sequence, out.rtp_time.0))
    }
}

#[test]
fn the_first_packet_takes_the_chosen_start() {
    let mut bench = Bench::new();
    assert_eq!(bench.send(0, 1, 40_000, 77), Some((1_000, 5_000)));
    let next = bench.send(20, 1, 40_001, 77 + FRAME_TICKS);
    assert_eq!(next, Some((1_001, 5_000 + FRAME_TICKS)));
}

#[test]
fn loss_and_reordering_of_the_source_are_preserved() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 0);
    let after_loss = bench.send(60, 1, 13, 3 * FRAME_TICKS);
    assert_eq!(after_loss, Some((1_003, 5_000 + 3 * FRAME_TICKS)));
    let late = bench.send(61, 1, 12, 2 * FRAME_TICKS);
    assert_eq!(late, Some((1_002, 5_000 + 2 * FRAME_TICKS)));
    assert_eq!(bench.send(62, 1, 12, 2 * FRAME_TICKS), late);
}

#[test]
fn a_packet_from_before_the_first_comes_before_it() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, FRAME_TICKS);
    let earlier = bench.send(1, 1, 9, 0);
    assert_eq!(earlier, Some((999, 5_000 - FRAME_TICKS)));
}

#[test]
fn counters_go_on_over_the_wraps_of_the_source() {
    let mut bench = Bench::new();
    bench.send(0, 1, u16::MAX, u32::MAX - (FRAME_TICKS - 1));
    assert_eq!(bench.send(20, 1, 0, 0), Some((1_001, 5_960)));
}

#[test]
fn on_a_source_switch_numbers_go_on_and_time_follows_the_wall_clock() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 0);
    bench.send(20, 1, 11, FRAME_TICKS);
    let switched = bench.send(520, 2, 60_000, 123_456_789);
    assert_eq!(switched, Some((1_002, 5_960 + 24_000)));
    let next = bench.send(540, 2, 60_001, 123_456_789 + FRAME_TICKS);
    assert_eq!(next, Some((1_003, 5_960 + 24_960)));
}

#[test]
fn sources_that_switch_at_once_do_not_overlap() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 0);
    assert_eq!(bench.send(1, 2, 7, 0), Some((1_001, 5_960)));
}

#[test]
fn a_late_packet_of_the_former_source_finds_its_old_place() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 0);
    bench.send(40, 1, 12, 2 * FRAME_TICKS);
    bench.send(60, 2, 100, 0);
    let late = bench.send(61, 1, 11, FRAME_TICKS);
    assert_eq!(late, Some((1_001, 5_960)));
    let new_source = bench.send(80, 2, 101, FRAME_TICKS);
    assert_eq!(new_source.map(|(sequence, _)| sequence), Some(1_004));
}

#[test]
fn a_packet_from_before_the_switch_has_no_place() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 0);
    bench.send(60, 2, 100, 0);
    assert_eq!(bench.send(61, 2, 99, 0), None);
}

#[test]
fn a_source_that_comes_back_goes_on_after_the_other() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 0);
    bench.send(1_000, 2, 100, 0);
    let back = bench.send(2_000, 1, 60, 50 * FRAME_TICKS);
    assert_eq!(back, Some((1_002, 5_000 + 96_000)));
}

#[test]
fn a_jump_ahead_restarts_the_source_at_once() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 0);
    let restarted = bench.send(100, 1, 5_000, 9_999_999);
    assert_eq!(restarted, Some((1_001, 5_000 + 4_800)));
}

#[test]
fn a_jump_back_restarts_the_source_when_the_next_packet_agrees() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10_000, 0);
    assert_eq!(bench.send(20, 1, 9_000, 50), None);
    let confirmed = bench.send(40, 1, 9_001, 50 + FRAME_TICKS);
    assert_eq!(confirmed, Some((1_001, 5_000 + 1_920)));
}

#[test]
fn a_stray_old_packet_changes_nothing() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10_000, 0);
    assert_eq!(bench.send(10, 1, 9_000, 50), None);
    assert_eq!(bench.send(20, 1, 10_001, 960), Some((1_001, 5_960)));
    assert_eq!(bench.send(30, 1, 9_001, 50), None);
}

#[test]
fn a_restarted_clock_keeps_the_numbers_and_follows_the_wall_clock() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 4_000_000);
    let restarted = bench.send(60, 1, 13, 17);
    assert_eq!(restarted, Some((1_003, 5_000 + 2_880)));
    let next = bench.send(80, 1, 14, 17 + FRAME_TICKS);
    assert_eq!(next, Some((1_004, 5_000 + 3_840)));
    let late = bench.send(81, 1, 12, 4_000_000 + 2 * FRAME_TICKS);
    assert_eq!(late, Some((1_002, 5_000 + 1_920)));
}

#[test]
fn a_long_pause_of_the_source_is_no_restart() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 0);
    let minute = 60 * 48_000;
    let resumed = bench.send(60_000, 1, 11, minute);
    assert_eq!(resumed, Some((1_001, 5_000 + minute)));
}

#[test]
fn a_repeated_media_time_is_kept() {
    let mut bench = Bench::new();
    bench.send(0, 1, 10, 96_000);
    // A telephone event keeps its start time (RFC 4733 §2.2.1) while audio went on.
    assert_eq!(
        bench.send(20, 1, 11, 90_000),
        Some((1_001, 5_000u32.wrapping_sub(6_000)))
    );
}

proptest! {
    #[test]
    fn no_outgoing_number_is_given_to_two_packets(
        packets in prop::collection::vec((0u64..50, 0u32..3, any::<u16>(), any::<u32>()), 1..300),
        spread in 1u16..u16::MAX,
    ) {
        let mut bench = Bench::new();
        let mut owners = HashMap::new();
        let mut now = 0;
        for (step, ssrc, sequence, time) in packets {
            now += step;
            let sequence = sequence % spread;
            if let Some((out, _)) = bench.send(now, ssrc, sequence, time) {
                let owner = owners.entry(out).or_insert((ssrc, sequence));
                prop_assert_eq!(*owner, (ssrc, sequence), "number {} was given twice", out);
            }
        }
    }
}
