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

#[test]
fn no_address_in_memory_is_told() {
    let told = "Parse error at PointerOffset(0x55640d61ddab)\nUnexpected `x`\nExpected `v`\n";
    let error = str0m::error::SdpError::ParseError(told.into());
    let shown = SessionError::from(str0m::RtcError::Sdp(error)).to_string();
    assert_eq!(shown, "malformed SDP: Unexpected `x`, Expected `v`");
}
