use super::*;

#[test]
fn what_str0m_finds_wrong_with_an_offer_is_unsupported() {
    let error = SessionError::from(str0m::RtcError::RemoteSdp("no such thing".into()));
    assert_eq!(error, SessionError::Unsupported("no such thing".into()));
    assert_eq!(error.to_string(), "unsupported SDP: no such thing");
}

#[test]
fn everything_else_fails_the_session() {
    let error = SessionError::from(str0m::RtcError::ChangesOutOfOrder);
    assert!(matches!(error, SessionError::Failed(_)));
}
