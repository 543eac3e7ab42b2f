use super::*;

fn refusal(change: impl FnOnce(&mut MessageConfig)) -> String {
    let mut config = MessageConfig::default();
    change(&mut config);
    config.validate().unwrap_err().to_string()
}

#[test]
fn the_defaults_are_allowed() {
    assert!(MessageConfig::default().validate().is_ok());
}

#[test]
fn an_error_names_the_field() {
    assert!(refusal(|config| config.max_message = 1).starts_with("message_max_bytes"));
    assert!(refusal(|config| config.queue = 1_024).starts_with("message_queue_bytes"));
    assert!(refusal(|config| config.input_rate = 0).starts_with("message_input_bytes_per_s"));
    assert!(refusal(|config| config.input_messages = 0).starts_with("messages_per_s"));
}
