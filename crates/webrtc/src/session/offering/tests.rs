use crate::session::tests::{Pair, audio, config};
use crate::{Direction, Event, IceMode, Session, SessionError};
use jackfield_media::time::Timestamp;

fn offered() -> (Session, String, super::PendingOffer) {
    let mut caller = config(1000, IceMode::Lite);
    caller.data.offers_channel = true;
    let media = [audio(Direction::SendRecv)];
    Session::offer(&caller, Timestamp::ZERO, &media).unwrap()
}

#[test]
fn an_offer_has_everything_and_is_of_a_full_agent() {
    let (session, offer, _) = offered();
    assert!(session.checks_connectivity());
    assert!(!offer.contains("a=ice-lite"));
    for part in ["m=audio", "m=application", "a=candidate:", "opus/48000/2", "red/48000/2"] {
        assert!(offer.contains(part), "{part} in {offer}");
    }
}

#[test]
fn an_answer_that_is_none_leaves_the_offer_as_it_was() {
    let (mut caller, offer, pending) = offered();
    let refused = crate::Answer::parse("v=0\r\n", &crate::OfferLimits::default());
    assert!(matches!(refused, Err(SessionError::Malformed(_))));
    let (_, answer) = Session::answer(&config(2000, IceMode::Lite), Timestamp::ZERO, &offer).unwrap();
    assert!(caller.accept_answer(pending, &answer).is_ok());
    assert_eq!(caller.media().len(), 1);
}

#[test]
fn we_find_the_peer_when_its_candidates_stand_in_the_answer_only() {
    let caller = config(1000, IceMode::Full);
    let server = config(2000, IceMode::Lite);
    let media = [audio(Direction::SendRecv)];
    let mut pair = Pair::between(&caller, Timestamp::ZERO, &media, &server);
    pair.run(std::time::Duration::from_secs(2));
    let connected = |event: &Event| matches!(event, Event::Connected);
    assert!(pair.caller_events.iter().any(connected));
}
