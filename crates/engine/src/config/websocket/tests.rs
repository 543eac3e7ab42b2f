use super::*;

fn refusal(change: impl FnOnce(&mut WebSocketConfig)) -> String {
    let mut config = WebSocketConfig::default();
    change(&mut config);
    config.validate().unwrap_err().to_string()
}

#[test]
fn the_defaults_are_allowed_and_idle_is_for_ever() {
    assert!(WebSocketConfig::default().validate().is_ok());
    let limits = EngineConfig::default().websocket_limits();
    assert_eq!(limits.idle_timeout, None);
    assert_eq!(limits.start_timeout, EngineConfig::default().setup_timeout);
}

#[test]
fn an_error_names_the_field() {
    let tiny = Duration::from_millis(1);
    assert!(refusal(|config| config.max_message = 1).starts_with("websocket_max_message_bytes"));
    assert!(refusal(|config| config.max_picture = 1).starts_with("websocket_max_picture_bytes"));
    assert!(refusal(|config| config.messages_per_second = 0).starts_with("websocket_messages_per"));
    assert!(refusal(|config| config.bytes_per_second = 0).starts_with("websocket_bytes_per_s"));
    assert!(refusal(|config| config.burst = tiny).starts_with("websocket_burst_ms"));
    assert!(refusal(|config| config.pong_timeout = tiny).starts_with("websocket_pong_ms"));
    assert!(refusal(|config| config.idle_timeout = tiny).starts_with("websocket_idle_ms"));
}
