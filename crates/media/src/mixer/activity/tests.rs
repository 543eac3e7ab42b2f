use std::time::Duration;

use jackfield_testkit::speech::speech;

use super::*;

fn tone(level: i16) -> Vec<i16> {
    (0..960)
        .map(|index| if index % 40 < 20 { level } else { -level })
        .collect()
}

fn noise(seed: u64, level: i32) -> Vec<i16> {
    let mut state = seed.wrapping_mul(2) + 1;
    (0..960)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let unit = i32::try_from(state >> 48).unwrap() - 32_768;
            i16::try_from(unit * level / 32_768).unwrap()
        })
        .collect()
}

/// Frames after which talking was said to begin and to end.
fn changes(frames: impl Iterator<Item = Vec<i16>>) -> Vec<(usize, bool)> {
    let mut activity = Activity::default();
    frames
        .enumerate()
        .filter_map(|(index, frame)| Some((index, activity.note(&frame)?)))
        .collect()
}

#[test]
fn talking_begins_within_sixty_milliseconds_and_ends_half_a_second_after_the_last_word() {
    let loud = std::iter::repeat_n(tone(3_000), 50);
    let quiet = std::iter::repeat_n(vec![0; 960], 100);
    assert_eq!(changes(loud.chain(quiet)), [(2, true), (74, false)]);
}

#[test]
fn a_single_click_is_no_talk_but_is_heard() {
    let mut activity = Activity::default();
    assert_eq!(activity.note(&tone(20_000)), None);
    assert!(activity.is_audible());
    for _ in 0..HANG_OVER {
        assert_eq!(activity.note(&[]), None);
    }
    assert!(!activity.is_audible() && activity.is_recent());
}

#[test]
fn a_pause_between_words_ends_nothing() {
    let voice = speech(5, 48_000, Duration::from_secs(10));
    let said = voice.chunks(960).map(<[i16]>::to_vec);
    assert_eq!(changes(said).len(), 1);
}

#[test]
fn steady_noise_of_a_room_is_let_go_after_some_seconds_and_speech_over_it_is_heard() {
    // -57 dBFS.
    let mut activity = Activity::default();
    for index in 0..400 {
        activity.note(&noise(index, 80));
    }
    assert!(!activity.is_audible(), "background {}", activity.background);
    let voice = speech(6, 48_000, Duration::from_secs(1));
    for frame in voice.chunks(960).take(10) {
        activity.note(frame);
    }
    assert!(activity.is_audible() && activity.is_speaking());
}

#[test]
fn a_steady_tone_is_no_background() {
    let mut activity = Activity::default();
    for _ in 0..3_000 {
        activity.note(&tone(600));
    }
    assert!(activity.is_audible());
}

#[test]
fn the_level_is_that_of_the_last_two_hundred_milliseconds() {
    let mut activity = Activity::default();
    assert!((activity.level() - SILENCE_DBFS).abs() < f32::EPSILON);
    for _ in 0..10 {
        activity.note(&tone(16_384));
    }
    // Half of full scale.
    assert!(
        (activity.level() + 6.02).abs() < 0.01,
        "{}",
        activity.level()
    );
    for _ in 0..5 {
        activity.note(&[0; 960]);
    }
    assert!((activity.level() + 9.03).abs() < 0.01);
}

#[test]
fn silence_is_never_audible() {
    let mut activity = Activity::default();
    for _ in 0..100 {
        assert_eq!(activity.note(&[0; 960]), None);
        assert!(!activity.is_audible() && !activity.is_recent());
    }
}
