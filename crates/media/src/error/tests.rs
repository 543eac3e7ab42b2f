use super::*;

#[test]
fn a_message_says_what_was_malformed_and_why() {
    let error = MediaError::remote(WireFormat::Rtp, "version is not 2");
    assert_eq!(error.to_string(), "malformed RTP packet: version is not 2");
    let error = MediaError::Codec {
        codec: "opus",
        reason: "invalid state",
        code: -6,
    };
    assert_eq!(error.to_string(), "opus: invalid state (-6)");
}

#[test]
fn only_the_peers_faults_are_remote() {
    assert!(MediaError::remote(WireFormat::Red, "cut short").is_remote());
    assert!(!MediaError::LocalMisuse("no such rate").is_remote());
}
