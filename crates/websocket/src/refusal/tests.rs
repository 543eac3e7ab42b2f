use super::*;

#[test]
fn a_timeout_is_told_from_a_broken_rule() {
    assert!(RefusalKind::PongTimeout.is_timeout());
    assert!(!RefusalKind::Malformed.is_timeout());
}

#[test]
fn close_codes_are_of_the_rfc_or_of_the_private_range() {
    for kind in [
        RefusalKind::Protocol,
        RefusalKind::NotUtf8,
        RefusalKind::TooLarge,
        RefusalKind::Malformed,
        RefusalKind::Unsupported,
        RefusalKind::StartTimeout,
        RefusalKind::SlowReader,
        RefusalKind::Internal,
    ] {
        let code = kind.close_code();
        assert!((1000..1012).contains(&code) || (4400..4600).contains(&code));
        assert!(!kind.code().is_empty() && !kind.title().is_empty());
    }
}
