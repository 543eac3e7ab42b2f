use super::*;

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// When key frames are sent, with a frame each 10 ms and requests at these times.
fn key_frames(asked_at: &[u64], until: u64) -> Vec<u64> {
    let mut rhythm = Rhythm::new(KeyFrameConfig::default());
    let mut found = Vec::new();
    for now in (0..until).step_by(10) {
        if asked_at.contains(&now) {
            rhythm.ask();
        }
        if rhythm.is_due(at(now)) {
            rhythm.note(at(now));
            found.push(now);
        }
    }
    found
}

#[test]
fn the_first_frames_have_more_of_them() {
    assert_eq!(
        key_frames(&[], 8_000),
        [0, 200, 600, 1_400, 3_400, 5_400, 7_400]
    );
}

#[test]
fn what_is_asked_for_comes_at_once_but_not_twice() {
    let found = key_frames(&[1_500, 2_500, 2_510, 2_600], 3_500);
    assert_eq!(found, [0, 200, 600, 1_400, 1_900, 2_500, 3_000]);
}
