use super::*;

const HEAD: &str = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";

fn parse(sdp: &str) -> Result<Answer, SessionError> {
    Answer::parse(sdp, &OfferLimits::default())
}

fn audio(setup: &str) -> String {
    let digest = ["AB"; 32].join(":");
    format!(
        "{HEAD}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=rtcp-mux\r\n\
         a=sendrecv\r\na=rtpmap:111 opus/48000/2\r\na=ice-ufrag:abcd\r\n\
         a=ice-pwd:abcdefghijklmnopqrstuv\r\na=fingerprint:sha-256 {digest}\r\n{setup}\
         a=candidate:1 1 udp 2113937151 192.0.2.7 6000 typ host\r\n\
         a=candidate:2 1 udp 2113937151 somewhere.local 6000 typ host\r\n"
    )
}

#[test]
fn an_answer_gives_its_usable_candidates() {
    let answer = parse(&audio("a=setup:active\r\n")).unwrap();
    assert_eq!(answer.candidates.len(), 1);
}

#[test]
fn what_is_missing_is_named() {
    let refused = parse(&audio("")).unwrap_err();
    assert!(
        refused.to_string().contains("a=setup is missing"),
        "{refused}"
    );
}

#[test]
fn an_answer_that_is_too_large_is_not_parsed() {
    let refused = parse(&"a=x\r\n".repeat(2_000)).unwrap_err();
    assert!(
        refused.to_string().contains("the answer is too large"),
        "{refused}"
    );
}
