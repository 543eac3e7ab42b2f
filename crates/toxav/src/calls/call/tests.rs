use std::time::Duration;

use super::*;

const WINDOW: Duration = Duration::from_secs(2);
const ALL: Capabilities = Capabilities::from_bits(0x3C);

fn call() -> Call {
    let mut call = Call::default();
    call.set_rates(48, 1_000);
    call.set_peer(ALL);
    call
}

#[test]
fn terms_need_both_ends() {
    let mut muted = call();
    assert!(muted.refuse(Capabilities::TAKES_AUDIO));
    assert!(!muted.terms().takes_audio && muted.terms().sends_audio);
    muted.set_peer(Capabilities::NONE);
    muted.set_peer(ALL);
    assert!(
        !muted.terms().takes_audio,
        "own mute outlives the friend's changes"
    );
    let mut deaf = call();
    deaf.set_peer(Capabilities::SENDS_AUDIO | Capabilities::SENDS_VIDEO);
    assert!(!deaf.terms().sends_audio && !deaf.terms().sends_video);
    assert!(deaf.terms().takes_audio && deaf.terms().takes_video);
}

#[test]
fn a_pause_gives_back_what_was_there_before() {
    let mut call = call();
    assert!(!call.resume());
    assert!(call.refuse(Capabilities::TAKES_AUDIO));
    assert!(call.pause());
    assert_eq!(call.own(), Capabilities::NONE);
    assert!(!call.pause());
    assert!(call.resume());
    assert_eq!(call.own().bits(), 0x2C);
}

#[test]
fn a_rate_set_in_a_pause_counts_after_it() {
    let mut call = call();
    call.pause();
    assert!(!call.set_rate(Capabilities::SENDS_VIDEO, 0));
    assert_eq!(call.own(), Capabilities::NONE);
    assert!(call.resume());
    assert_eq!(call.own().bits(), 0x34);
    assert!(call.set_rate(Capabilities::SENDS_VIDEO, 300));
    assert_eq!(call.own(), ALL);
    assert_eq!(call.terms().video_kbps, 300);
}

#[test]
fn only_switching_on_and_off_is_news_to_the_friend() {
    let mut call = call();
    assert!(!call.set_rate(Capabilities::SENDS_AUDIO, 64));
    assert!(call.set_rate(Capabilities::SENDS_AUDIO, 0));
    assert!(!call.set_rate(Capabilities::SENDS_AUDIO, 0));
    assert_eq!(call.own().bits(), 0x38);
    assert!(call.set_rate(Capabilities::SENDS_AUDIO, 32));
    assert_eq!(call.terms().audio_kbps, 32);
}

#[test]
fn to_take_again_is_refused_only_when_nothing_else_is_done() {
    let mut call = call();
    assert!(call.take(Capabilities::TAKES_AUDIO));
    call.set_rates(0, 0);
    assert!(call.refuse(Capabilities::TAKES_VIDEO));
    assert_eq!(call.own(), Capabilities::TAKES_AUDIO);
    assert!(!call.take(Capabilities::TAKES_AUDIO));
    assert!(call.take(Capabilities::TAKES_VIDEO));
}

fn redialled() -> Call {
    let mut call = call();
    call.end(Timestamp::ZERO);
    call.begin(Timestamp::ZERO, 48, 0);
    assert!(call.crossing_mut().ask(Timestamp::ZERO, WINDOW));
    call
}

#[test]
fn nothing_but_an_invitation_crosses_our_question() {
    let config = Config::default();
    let answer = Message::with_capabilities(Request::Push, ALL);
    let invitation = Message::with_capabilities(Request::Init, ALL);
    let mut call = redialled();
    assert!(
        !call.crosses(Timestamp::ZERO, &config, answer),
        "not rung yet"
    );
    call.enter(State::Requesting, Timestamp::ZERO);
    assert!(call.crosses(Timestamp::ZERO, &config, answer));
    assert!(call.crosses(Timestamp::ZERO, &config, Message::pop(None)));
    assert!(!call.crosses(Timestamp::ZERO, &config, invitation));
    let stray = Message::pop(Some(Fault::StrayMessage));
    assert!(!call.crosses(Timestamp::ZERO, &config, stray));
    let known = Message::pop(Some(Fault::InvalidMessage));
    assert!(call.crosses(Timestamp::ZERO, &config, known), "the answer");
    assert!(!call.crosses(Timestamp::ZERO, &config, answer));
    assert!(!call.crosses(Timestamp::ZERO, &config, known), "an error");
}
