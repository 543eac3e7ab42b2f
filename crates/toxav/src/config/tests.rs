use super::*;

#[test]
fn audio_takes_six_to_510_kilobits_or_nothing() {
    let valid = [0, 6, 48, 510];
    assert!(valid.into_iter().all(is_audio_rate));
    assert!(![1, 5, 511, u32::MAX].into_iter().any(is_audio_rate));
}

#[test]
fn video_takes_up_to_a_gigabit() {
    assert!([0, 1, 1_000_000].into_iter().all(is_video_rate));
    assert!(![1_000_001, u32::MAX].into_iter().any(is_video_rate));
}

#[test]
fn calls_ring_for_ever_unless_told_otherwise() {
    let config = Config::default();
    assert_eq!(config.ring_timeout(), None);
    let set = Config {
        ring_timeout_s: Some(30),
        ..config
    };
    assert_eq!(set.ring_timeout(), Some(Duration::from_secs(30)));
}
