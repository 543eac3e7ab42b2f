use super::*;

fn refusal(change: impl FnOnce(&mut EngineConfig)) -> String {
    let mut config = EngineConfig::default();
    change(&mut config);
    config.validate().unwrap_err().to_string()
}

#[test]
fn the_defaults_are_valid() {
    EngineConfig::default().validate().unwrap();
}

#[test]
fn an_error_names_the_field_and_what_would_be_right() {
    let error = refusal(|config| config.sample_rate = 44_100);
    assert!(
        error.starts_with("sample_rate: ") && error.contains("48000"),
        "{error}"
    );
    assert!(refusal(|config| config.encoder_complexity = 11).starts_with("encoder_complexity"));
    assert!(refusal(|config| config.encoder_bitrate = 10).starts_with("encoder_bitrate"));
    assert!(refusal(|config| config.workers = 1000).starts_with("workers"));
    assert!(refusal(|config| config.sessions_per_worker = 0).starts_with("sessions_per_worker"));
    let slots = refusal(|config| config.audio_slots_per_member = 65);
    assert!(slots.starts_with("audio_slots_per_member"));
    assert!(refusal(|config| config.tcp_connections = 0).starts_with("tcp_connections"));
    assert!(refusal(|config| config.tcp_unproven_per_address = 0).starts_with("tcp_unproven_per"));
    let at_once = refusal(|config| config.tcp_check_timeout = Duration::ZERO);
    assert!(at_once.starts_with("tcp_check_timeout_ms"));
    assert!(refusal(|config| config.tap_ring = Duration::ZERO).starts_with("tap_ring_ms"));
    assert!(refusal(|config| config.playout_limit = Duration::ZERO).starts_with("playout"));
    assert!(refusal(|config| config.socket_buffer = 1).starts_with("socket_buffer_bytes"));
    assert!(refusal(|config| config.offers.sections = 0).starts_with("offer_max_sections"));
    assert!(refusal(|config| config.max_target_delay = Duration::ZERO).starts_with("max_target"));
}

#[test]
fn zero_workers_means_one_per_core() {
    assert!(EngineConfig::default().worker_count() >= 1);
    let three = EngineConfig {
        workers: 3,
        ..EngineConfig::default()
    };
    assert_eq!(three.worker_count(), 3);
}

#[test]
fn a_frame_has_a_fiftieth_of_a_second() {
    assert_eq!(EngineConfig::default().frame_samples(), 960);
}
