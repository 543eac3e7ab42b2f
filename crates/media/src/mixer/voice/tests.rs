use std::time::Duration;

use jackfield_testkit::speech::{align, speech};

use super::*;

const LEN: usize = 320;

fn voice() -> Voice {
    Voice::new(SampleRate::Hz16000)
}

fn push(voice: &mut Voice, value: i16) -> bool {
    voice.push(FrameKind::Received, &[value; LEN])
}

fn heard(voice: &mut Voice) -> i16 {
    voice.tick();
    voice.frame(SampleRate::Hz16000).unwrap()[0]
}

#[test]
fn each_tick_gives_one_frame_in_order_and_silence_where_none_came() {
    let mut voice = voice();
    push(&mut voice, 1);
    push(&mut voice, 2);
    assert_eq!([heard(&mut voice), heard(&mut voice)], [1, 2]);
    assert_eq!(voice.kind(), Some(FrameKind::Received));
    assert_eq!(heard(&mut voice), 0);
    assert_eq!(voice.kind(), None);
}

#[test]
fn the_oldest_goes_when_too_much_waits() {
    let mut voice = voice();
    for value in 0..5 {
        assert!(push(&mut voice, value));
    }
    assert!(!push(&mut voice, 5));
    assert_eq!(heard(&mut voice), 1);
}

#[test]
fn what_was_cleared_is_not_heard() {
    let mut voice = voice();
    push(&mut voice, 1);
    voice.clear();
    assert!(voice.is_empty());
    assert_eq!(heard(&mut voice), 0);
}

#[test]
fn a_frame_that_waits_needlessly_is_let_go_when_nothing_is_said() {
    let mut voice = voice();
    push(&mut voice, 9_000);
    for _ in 0..WATCHED_TICKS + 50 {
        push(&mut voice, 9_000);
        assert_eq!(heard(&mut voice), 9_000);
    }
    assert_eq!(voice.kinds.len(), 1);
    for _ in 0..2 {
        push(&mut voice, 0);
        voice.tick();
    }
    push(&mut voice, 0);
    voice.tick();
    assert!(voice.is_empty());
}

#[test]
fn a_short_frame_is_filled_up_and_a_long_one_cut() {
    let mut voice = voice();
    voice.push(FrameKind::Received, &[7; 3]);
    voice.push(FrameKind::Received, &[8; 500]);
    voice.tick();
    assert_eq!(voice.frame(SampleRate::Hz16000).unwrap()[..4], [7, 7, 7, 0]);
    voice.tick();
    assert_eq!(voice.frame(SampleRate::Hz16000).unwrap(), [8; LEN]);
}

#[test]
fn other_rates_hear_the_same_words_without_a_seam() {
    let said = speech(3, 16_000, Duration::from_secs(2));
    let reference = speech(3, 48_000, Duration::from_secs(2));
    let mut voice = voice();
    let (mut high, mut again) = (Vec::new(), Vec::new());
    for frame in said.chunks(LEN) {
        voice.push(FrameKind::Received, frame);
        voice.tick();
        high.extend_from_slice(voice.frame(SampleRate::Hz48000).unwrap());
        again.extend_from_slice(voice.frame(SampleRate::Hz48000).unwrap());
        assert_eq!(voice.frame(SampleRate::Hz8000).unwrap().len(), 160);
    }
    assert_eq!(high, again);
    assert_eq!(high.len(), 96_000);
    let mut expected = Vec::new();
    Resampler::new(16_000, 48_000, Channels::Mono)
        .unwrap()
        .process(&said, &mut expected)
        .unwrap();
    assert_eq!(high[..95_000], expected[..95_000]);
    assert_eq!(reference.len(), high.len());
    assert!(align(&expected, &high, 10).correlation > 0.999);
}

#[test]
fn talking_is_told_by_the_tick_it_begins_with() {
    let mut voice = voice();
    let changes: Vec<_> = (0..4)
        .map(|_| {
            push(&mut voice, 5_000);
            voice.tick()
        })
        .collect();
    assert_eq!(changes, [None, None, Some(true), None]);
}
