use super::*;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn the_same_seed_says_the_same() {
    assert_eq!(speech(1, 48_000, SECOND), speech(1, 48_000, SECOND));
    assert_ne!(speech(1, 48_000, SECOND), speech(2, 48_000, SECOND));
}

#[test]
fn speech_has_the_asked_length_and_a_speakers_loudness() {
    for rate in [8_000, 16_000, 44_100, 48_000] {
        let samples = speech(1, rate, SECOND);
        assert_eq!(samples.len(), rate as usize);
        let loudness = rms(&samples);
        assert!((500.0..6_000.0).contains(&loudness), "{rate}: {loudness}");
    }
}

#[test]
fn words_are_parted_by_pauses() {
    let samples = speech(1, 16_000, 5 * SECOND);
    let pauses = silences(&samples, 16_000, 33.0, Duration::from_millis(50));
    assert!((3..20).contains(&pauses.len()), "{}", pauses.len());
}
