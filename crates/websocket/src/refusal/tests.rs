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
        RefusalKind::KeyRevoked,
        RefusalKind::TokenExpired,
        RefusalKind::Inactive,
        RefusalKind::TooLong,
        RefusalKind::Internal,
    ] {
        let code = kind.close_code();
        assert!((1000..1012).contains(&code) || (4400..4600).contains(&code));
        assert!(!kind.code().is_empty() && !kind.title().is_empty());
    }
}

#[test]
fn a_reason_is_not_as_long_as_what_it_quotes() {
    let refusal = Refusal::new(RefusalKind::Malformed, "ä".repeat(60_000));
    assert_eq!(refusal.detail, "ä".repeat(200) + "…");
    let short = Refusal::new(RefusalKind::Malformed, "type: must be start or ping");
    assert_eq!(short.detail, "type: must be start or ping");
}
