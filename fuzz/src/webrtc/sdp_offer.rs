use jackfield_media::time::Timestamp;
use jackfield_webrtc::{IceMode, SdpFragment, Session, SessionError, check_offer};

use super::config::{SERVER, config};
use super::pair::drain;

const RESTART: &str = "a=ice-ufrag:restarted\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n";

/// Any text is answered, section by section and in the order of the offer, or refused as the peer's
/// fault; and an offer that was answered once is answered again when ICE restarts.
pub fn sdp_offer(data: &[u8]) {
    let Ok(offer) = std::str::from_utf8(data) else {
        return;
    };
    for receive_only in [false, true] {
        answer(offer, receive_only);
    }
}

fn answer(offer: &str, receive_only: bool) {
    let mut server = config(SERVER, IceMode::Lite);
    server.offers.receive_only = receive_only;
    let answered = Session::answer(&server, Timestamp::ZERO, offer);
    let (mut session, answer) = match answered {
        Ok(answered) => answered,
        Err(SessionError::Failed(reason)) => panic!("the peer's offer is our failure: {reason}"),
        Err(_) => return,
    };
    assert_eq!(check_offer(offer), Ok(()), "refused and answered");
    assert_eq!(kinds(&answer), kinds(offer));
    let media = |kind: &&str| ["audio", "video"].contains(kind);
    let offered = kinds(offer).into_iter().filter(media).count();
    assert_eq!(session.media().len(), offered);
    if receive_only {
        assert!(session.media().iter().all(|line| !line.direction.sends()));
    }
    drain(&mut session, Timestamp::ZERO).expect("a fresh session goes on");
    let restart = SdpFragment::parse(RESTART).expect("parses");
    match session.restart_ice(&restart) {
        Ok(fragment) => assert!(SdpFragment::parse(&fragment).is_ok()),
        Err(SessionError::StaleCredentials(_)) => {} // the very ones of the offer
        Err(error) => panic!("answered once, but not again: {error}"),
    }
}

/// Audio, video or something else, for each section.
fn kinds(sdp: &str) -> Vec<&str> {
    sdp.lines()
        .filter_map(|line| line.strip_prefix("m="))
        .filter_map(|section| section.split(' ').next())
        .collect()
}
