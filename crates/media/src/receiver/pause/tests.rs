use super::*;

const LOUD: [i16; 960] = [8_000; 960];
/// 26 dB and a bit below it.
const SOFT: [i16; 960] = [390; 960];

#[test]
fn what_is_26_db_below_speech_is_a_pause() {
    let mut pauses = PauseDetector::default();
    assert!(!pauses.is_pause(&SOFT));
    pauses.hear(&LOUD);
    assert!(pauses.is_pause(&SOFT));
    assert!(!pauses.is_pause(&[600; 960]));
}

#[test]
fn what_nobody_hears_is_always_a_pause() {
    let pauses = PauseDetector::default();
    assert!(pauses.is_pause(&[30; 960]));
    assert!(pauses.is_pause(&[]));
}

#[test]
fn a_voice_that_becomes_soft_is_speech_again_after_a_while() {
    let mut pauses = PauseDetector::default();
    pauses.hear(&LOUD);
    let frames = (0..2_000).take_while(|_| {
        pauses.hear(&SOFT);
        pauses.is_pause(&SOFT)
    });
    let seconds = frames.count() / 50;
    assert!(seconds < 40, "{seconds} s");
}
