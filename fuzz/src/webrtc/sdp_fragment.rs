use jackfield_media::time::Timestamp;
use jackfield_webrtc::{
    Direction, IceMode, MediaKind, MediaRequest, SdpFragment, Session, SessionError,
};

use super::config::{CALLER, SERVER, config};
use super::pair::drain;

const MAX_CANDIDATES: usize = 64;

/// Any text parses or errs; what parses is bounded, written again it is the same, and a session that
/// is given it as a trickle or as an ICE restart takes or refuses it as the peer's fault, and goes on.
pub fn sdp_fragment(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(fragment) = SdpFragment::parse(text) else {
        return;
    };
    assert!(fragment.candidates.len() <= MAX_CANDIDATES);
    assert_eq!(
        SdpFragment::parse(&written(&fragment)),
        Ok(fragment.clone())
    );

    let mut session = answered();
    let trickled = session.add_candidates(&fragment).map(drop);
    check(&mut session, &trickled);
    let restarted = session.restart_ice(&fragment).map(drop);
    check(&mut session, &restarted);
}

fn check(session: &mut Session, result: &Result<(), SessionError>) {
    assert!(
        !matches!(result, Err(SessionError::Failed(_))),
        "{result:?}"
    );
    drain(session, Timestamp::ZERO).expect("the session goes on");
}

fn written(fragment: &SdpFragment) -> String {
    let ufrag = fragment
        .ufrag
        .iter()
        .map(|value| format!("a=ice-ufrag:{value}"));
    let password = fragment
        .password
        .iter()
        .map(|value| format!("a=ice-pwd:{value}"));
    let candidates = fragment.candidates.iter().map(|line| format!("a={line}"));
    let end = fragment
        .end_of_candidates
        .then(|| "a=end-of-candidates".to_owned());
    let lines: Vec<String> = ufrag.chain(password).chain(candidates).chain(end).collect();
    lines.join("\r\n")
}

fn answered() -> Session {
    let media = [MediaRequest {
        kind: MediaKind::Audio,
        direction: Direction::SendRecv,
    }];
    let caller = config(CALLER, IceMode::Full);
    let (_, offer, _) = Session::offer(&caller, Timestamp::ZERO, &media).expect("offers");
    let server = config(SERVER, IceMode::Lite);
    let (session, _) = Session::answer(&server, Timestamp::ZERO, &offer).expect("answers");
    session
}
