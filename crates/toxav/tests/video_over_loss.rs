//! What is seen of a film over networks that lose, in virtual time, with real codecs.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

#[path = "common/film.rs"]
mod film;

use film::{Requests, Seen, Shot, film};
use jackfield_testkit::network::Conditions;
use jackfield_toxav::video::{BrokenFrames, ReceiverConfig};

const SHOT: Shot = Shot {
    kbps: 600,
    seconds: 8,
    grain: 0,
};

fn over(conditions: Conditions, requests: Requests) -> Seen {
    film(SHOT, conditions, requests, ReceiverConfig::default())
}

#[test]
fn on_a_clean_network_every_frame_is_seen_as_it_was() {
    let seen = over(Conditions::clean(), Requests::Heard);
    assert!(seen.mean_psnr() > 40.0, "{}", seen.mean_psnr());
    assert!(seen.share_shown() > 0.98, "{}", seen.share_shown());
    assert_eq!((seen.stats.lost, seen.reports.len()), (0, 0));
}

#[test]
fn the_rate_that_was_asked_for_is_what_is_on_the_wire() {
    for kbps in [200, 800] {
        let shot = Shot {
            kbps,
            grain: 20,
            ..SHOT
        };
        let seen = film(
            shot,
            Conditions::clean(),
            Requests::Heard,
            ReceiverConfig::default(),
        );
        let asked = f64::from(kbps);
        let ratio = seen.kbps / asked;
        assert!((0.85..1.15).contains(&ratio), "{kbps}: {}", seen.kbps);
    }
}

#[test]
fn losses_are_seen_for_a_short_time_when_key_frames_are_asked_for() {
    for loss in [0.03, 0.1] {
        let heard = over(Conditions::random_loss(loss), Requests::Heard);
        let unheard = over(Conditions::random_loss(loss), Requests::Unheard);
        assert!(!heard.reports.is_empty() && heard.stats.lost > 0);
        let (with, without) = (heard.mean_psnr(), unheard.mean_psnr());
        assert!(with > without + 5.0, "{loss}: {with} {without}");
        assert!(with > 28.0, "{loss}: {with}");
    }
}

#[test]
fn who_waits_for_key_frames_sees_fewer_and_better_pictures() {
    let conditions = Conditions::random_loss(0.03);
    let waiting = ReceiverConfig {
        broken: BrokenFrames::WaitForKeyFrame,
        ..ReceiverConfig::default()
    };
    let waiting = film(SHOT, conditions, Requests::Heard, waiting);
    let showing = over(conditions, Requests::Heard);
    assert!(waiting.mean_psnr() > showing.mean_psnr());
    assert!(waiting.share_shown() < showing.share_shown());
    assert!(waiting.stats.unusable > 0);
}
