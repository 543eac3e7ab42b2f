use std::sync::Arc;

use super::*;
use crate::shelf::Audio;

fn held(ticks: u64) -> Held {
    Held {
        ticks,
        samples: 960,
        audio: Audio::Opus(Arc::from([0xF8])),
        is_copy: false,
    }
}

/// What was given out: places of packets, lengths of gaps.
fn shape(pieces: &[Piece]) -> Vec<(char, u64)> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Packet(at, _) => ('p', *at),
            Piece::Gap { samples, .. } => ('g', *samples),
        })
        .collect()
}

#[test]
fn packets_follow_each_other_while_their_clock_is_a_little_off() {
    let (mut placer, mut out) = (Placer::default(), Vec::new());
    for index in 0..100_u64 {
        let place = 960 * index.cast_signed() + 4 * index.cast_signed();
        assert!(placer.put(place, held(index * 960), false, &mut out));
    }
    assert!(out.iter().all(|piece| matches!(piece, Piece::Packet(..))));
    assert_eq!(placer.written(), 96_000);
}

#[test]
fn a_clock_that_is_slow_gets_silence_before_it_is_a_frame_off() {
    let (mut placer, mut out) = (Placer::default(), Vec::new());
    assert!(placer.put(0, held(0), false, &mut out));
    assert!(placer.put(960 + 730, held(960), false, &mut out));
    assert_eq!(shape(&out), [('p', 0), ('g', 720), ('p', 1_680)]);
}

#[test]
fn a_quiet_packet_is_the_place_for_a_smaller_correction() {
    let (mut placer, mut out) = (Placer::default(), Vec::new());
    assert!(placer.put(0, held(0), false, &mut out));
    assert!(placer.put(960 + 500, held(960), true, &mut out));
    assert_eq!(shape(&out), [('p', 0), ('g', 480), ('p', 1_440)]);
}

#[test]
fn a_clock_that_is_fast_loses_a_packet_and_is_right_again() {
    let (mut placer, mut out) = (Placer::default(), Vec::new());
    assert!(placer.put(0, held(0), false, &mut out));
    assert!(!placer.put(960 - 730, held(960), false, &mut out));
    assert!(placer.put(1_920 - 730, held(1_920), false, &mut out));
    assert_eq!(shape(&out), [('p', 0), ('p', 960)]);
}

#[test]
fn corrections_are_half_a_second_apart() {
    let (mut placer, mut out) = (Placer::default(), Vec::new());
    for index in 0..25_u64 {
        let place = 960 * index.cast_signed() + 3_000;
        let shift = if index == 0 { 0 } else { place };
        placer.put(shift, held(index * 960), false, &mut out);
    }
    let gaps = shape(&out).into_iter().filter(|(kind, _)| *kind == 'g');
    assert_eq!(gaps.count(), 1);
}

#[test]
fn what_is_missing_is_a_gap_to_the_grain() {
    let (mut placer, mut out) = (Placer::default(), Vec::new());
    assert!(placer.put(0, held(0), false, &mut out));
    assert!(placer.put(960 * 3 + 50, held(960 * 3), false, &mut out));
    assert_eq!(shape(&out), [('p', 0), ('g', 1_920), ('p', 2_880)]);
    assert!(matches!(out.get(1), Some(Piece::Gap { is_loss: true, .. })));
}

#[test]
fn what_the_time_line_is_past_is_left_out() {
    let (mut placer, mut out) = (Placer::default(), Vec::new());
    placer.fill(9_600, &mut out);
    assert!(!placer.put(4_800, held(0), false, &mut out));
    assert!(placer.put(9_000, held(4_200), false, &mut out));
    assert_eq!(placer.written(), 9_600 + 960);
}

#[test]
fn silence_is_filled_in_whole_frames_and_at_the_end_in_grains() {
    let (mut placer, mut out) = (Placer::default(), Vec::new());
    placer.fill(2_000, &mut out);
    placer.fill(-5, &mut out);
    assert_eq!(placer.written(), 1_920);
    placer.fill_beyond(2_000, &mut out);
    assert_eq!(placer.written(), 2_040);
}
