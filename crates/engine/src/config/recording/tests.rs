use super::*;

#[test]
fn a_limit_out_of_range_is_named() {
    let wrong = [
        RecordingConfig {
            queue: 1,
            ..RecordingConfig::default()
        },
        RecordingConfig {
            bitrate: 5_999,
            ..RecordingConfig::default()
        },
        RecordingConfig {
            complexity: 11,
            ..RecordingConfig::default()
        },
    ];
    let fields = [
        "recording_queue_packets",
        "recording_bitrate",
        "recording_complexity",
    ];
    for (config, field) in wrong.iter().zip(fields) {
        let error = config.validate().unwrap_err().to_string();
        assert!(error.starts_with(field), "{error}");
    }
    assert!(RecordingConfig::default().validate().is_ok());
}
