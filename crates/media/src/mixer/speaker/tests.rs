use super::*;

const NOBODY: [u64; 0] = [];

fn after(speaker: &mut ActiveSpeaker, frames: u32, talking: &[(u64, f32)]) -> Vec<u64> {
    (0..frames)
        .filter_map(|_| speaker.note(talking.iter().copied()))
        .collect()
}

#[test]
fn the_first_who_talks_leads_at_once_and_keeps_it_in_silence() {
    let mut speaker = ActiveSpeaker::default();
    assert_eq!(after(&mut speaker, 5, &[(1, -30.0)]), [1]);
    assert_eq!(after(&mut speaker, 100, &[]), NOBODY);
    assert_eq!(speaker.current(), Some(1));
}

#[test]
fn who_falls_silent_is_followed_at_once() {
    let mut speaker = ActiveSpeaker::default();
    after(&mut speaker, 1, &[(1, -20.0)]);
    assert_eq!(after(&mut speaker, 1, &[(2, -50.0)]), [2]);
}

#[test]
fn a_rival_has_to_be_louder_for_a_while() {
    let mut speaker = ActiveSpeaker::default();
    after(&mut speaker, 1, &[(1, -30.0)]);
    let both = [(1, -30.0), (2, -25.0)];
    assert_eq!(after(&mut speaker, PATIENCE - 1, &both), NOBODY);
    assert_eq!(after(&mut speaker, 1, &[(1, -20.0), (2, -25.0)]), NOBODY);
    assert_eq!(after(&mut speaker, PATIENCE - 1, &both), NOBODY);
    assert_eq!(after(&mut speaker, 1, &both), [2]);
}

#[test]
fn two_who_are_about_as_loud_do_not_take_turns() {
    let mut speaker = ActiveSpeaker::default();
    after(&mut speaker, 1, &[(1, -30.0)]);
    for _ in 0..100 {
        assert_eq!(after(&mut speaker, 20, &[(1, -30.0), (2, -28.0)]), NOBODY);
        assert_eq!(after(&mut speaker, 10, &[(1, -30.0), (2, -26.0)]), NOBODY);
    }
}

#[test]
fn who_left_leads_no_more() {
    let mut speaker = ActiveSpeaker::default();
    after(&mut speaker, 1, &[(1, -30.0)]);
    speaker.forget(1);
    assert_eq!(speaker.current(), None);
    assert_eq!(after(&mut speaker, 1, &[(2, -70.0)]), [2]);
}
