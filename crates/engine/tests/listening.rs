//! Peers that only listen, as WHEP's do.

mod common;

use common::{RATE, connected, echo_of, millis, seconds, words};
use jackfield_engine::Route;
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_webrtc::{Direction, MediaKind};

fn listener(video: bool) -> CallerConfig {
    CallerConfig {
        direction: Direction::RecvOnly,
        video,
        ..CallerConfig::default()
    }
}

#[test]
fn who_only_listens_is_answered_sendonly_and_hears() {
    let mut world = connected(Route::Agent, &listener(true), &Conditions::clean());
    let lines = world.caller(0).media().to_vec();
    assert_eq!(lines.len(), 2);
    for line in lines {
        assert_eq!(line.direction, Direction::RecvOnly, "{:?}", line.kind);
    }
    let session = world.session(0).unwrap();
    let said = words(seconds(2));
    assert!(world.engine().send_audio(session, RATE, &said));
    world.run(seconds(3)).unwrap();
    let heard = echo_of(&said, world.caller(0).heard());
    assert!(heard > 0.9, "{heard}");
}

#[test]
fn digits_reach_who_only_listens() {
    let mut world = connected(Route::Agent, &listener(false), &Conditions::clean());
    let session = world.session(0).unwrap();
    let host = world.engine().host();
    let sent = host.send_dtmf(session, "12", millis(100), millis(70));
    assert!(sent.is_ok(), "{sent:?}");
    world.run(seconds(1)).unwrap();
    let audio = world.caller(0).media()[0].clone();
    assert_eq!(audio.kind, MediaKind::Audio);
    let events = world.caller(0).packets().iter();
    let events = events.filter(|(_, packet)| {
        packet.codec.map(jackfield_webrtc::Codec::name) == Some("telephone-event")
    });
    assert_eq!(events.count(), 14, "seven of each");
}
