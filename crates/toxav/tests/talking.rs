//! Two engines and more that talk: what is heard and seen, over good and bad networks.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

mod party;

use std::time::Duration;

use jackfield_testkit::network::Conditions;
use jackfield_testkit::speech::align;
use jackfield_toxav::event::{CallState, Event};
use party::pictures::{picture, psnr};
use party::{Party, RATE, Script};

/// Of what is said, this much is looked for in what was heard.
const SOUGHT: Duration = Duration::from_secs(2);
/// As like as Opus leaves the wave of a voice at 48 kbit/s.
const WHOLE: f64 = 0.85;
/// Nothing is later than this.
const MAX_LAG: usize = RATE as usize / 2;
const BOTH: [Script; 2] = [Script::all(0, 1), Script::all(1, 0)];

/// How much of what one said another one heard, 0 to 1.
fn heard(party: &Party, by: u32, of: u32) -> f64 {
    let Some(recording) = party.heard.get(&(by, of)) else {
        return 0.0;
    };
    let said = Party::speech(of, by, SOUGHT);
    align(&said, recording, MAX_LAG).correlation
}

/// How like the pictures that were sent those are that were seen: the mean, and how many.
fn seen(party: &Party, by: u32, of: u32) -> (f64, usize) {
    let Some(shown) = party.seen.get(&(by, of)) else {
        return (0.0, 0);
    };
    let sent: Vec<_> = (1..150).map(picture).collect();
    let likeness = shown.iter().map(|shown| {
        let to_each = sent.iter().map(|sent| psnr(sent.as_ref(), shown.as_ref()));
        to_each.fold(0.0, f64::max)
    });
    let count = f64::from(u32::try_from(shown.len()).unwrap());
    (likeness.sum::<f64>() / count.max(1.0), shown.len())
}

fn talk(conditions: Conditions) -> Party {
    let mut party = Party::talking(conditions, 1_000);
    party.pass(4_000, &BOTH);
    party
}

#[test]
fn an_answer_tells_the_caller_what_the_friend_does() {
    let mut party = Party::talking(Conditions::clean(), 1_000);
    let all = CallState::SENDING_A
        | CallState::SENDING_V
        | CallState::ACCEPTING_A
        | CallState::ACCEPTING_V;
    let answered = Event::CallState {
        friend: 1,
        state: all,
    };
    assert_eq!(party.news(0), [answered]);
    let called = Event::Call {
        friend: 0,
        audio: true,
        video: true,
    };
    assert_eq!(party.news(1), [called]);
}

#[test]
fn on_a_clean_network_both_hear_and_see_all() {
    let party = talk(Conditions::clean());
    for (by, of) in [(0, 1), (1, 0)] {
        let likeness = heard(&party, by, of);
        assert!(likeness > WHOLE, "{by} heard of {of}: {likeness}");
        let (likeness, pictures) = seen(&party, by, of);
        assert!(
            likeness > 30.0 && pictures > 105,
            "{pictures}: {likeness} dB"
        );
    }
}

#[test]
fn with_three_per_cent_lost_speech_is_whole_and_video_goes_on() {
    let party = talk(Conditions::random_loss(0.03));
    for (by, of) in [(0, 1), (1, 0)] {
        let likeness = heard(&party, by, of);
        assert!(likeness > 0.8, "{by} heard of {of}: {likeness}");
        let (likeness, pictures) = seen(&party, by, of);
        assert!(
            likeness > 25.0 && pictures > 80,
            "{pictures}: {likeness} dB"
        );
    }
}

#[test]
fn with_ten_per_cent_lost_most_is_heard_and_less_is_proposed() {
    let mut party = talk(Conditions::random_loss(0.1));
    for (by, of) in [(0, 1), (1, 0)] {
        let likeness = heard(&party, by, of);
        assert!(likeness > 0.6, "{by} heard of {of}: {likeness}");
        let (likeness, pictures) = seen(&party, by, of);
        assert!(
            likeness > 20.0 && pictures > 50,
            "{pictures}: {likeness} dB"
        );
    }
    party.pass(4_000, &BOTH);
    let news: Vec<Event> = party.news(0).into_iter().chain(party.news(1)).collect();
    let proposed =
        |event: &Event| matches!(event, Event::VideoBitRate { kbps, .. } if *kbps < 1_000);
    assert!(news.iter().any(proposed), "{news:?}");
    let metrics = party.engine(0).metrics(1).unwrap();
    assert!(metrics.packet_loss > 0.02, "{metrics:?}");
}

#[test]
fn friends_zero_two_and_one_are_all_heard() {
    let mut party = Party::new(4, Conditions::clean());
    for friend in [0, 2, 1] {
        party.join(3, friend, 0);
    }
    let scripts = [0, 1, 2].map(|friend| Script::audio(friend, 3));
    party.pass(2_500, &scripts);
    for friend in 0..3 {
        assert!(heard(&party, 3, friend) > WHOLE, "friend {friend}");
    }
}

#[test]
fn the_end_of_one_call_leaves_the_others_alone() {
    let mut party = Party::new(4, Conditions::clean());
    for friend in [0, 2, 1] {
        party.join(3, friend, 0);
    }
    let cancel = jackfield_toxav::event::Control::Cancel;
    party.engine(3).control(party.now, 1, cancel).unwrap();
    let scripts = [0, 2].map(|friend| Script::audio(3, friend));
    party.pass(2_500, &scripts);
    for friend in [0, 2] {
        let likeness = heard(&party, friend, 3);
        assert!(likeness > WHOLE, "by {friend}: {likeness}");
    }
}

#[test]
fn ten_friends_are_heard_at_once() {
    let mut party = Party::new(11, Conditions::clean());
    for friend in 0..10 {
        party.join(friend, 10, 0);
    }
    let to: Vec<Script> = (0..10).map(|friend| Script::audio(friend, 10)).collect();
    let from = (0..10).map(|friend| Script::audio(10, friend));
    let all: Vec<Script> = to.into_iter().chain(from).collect();
    party.pass(2_300, &all);
    for friend in 0..10 {
        for (by, of) in [(10, friend), (friend, 10)] {
            let likeness = heard(&party, by, of);
            assert!(likeness > WHOLE, "{by} heard of {of}: {likeness}");
        }
    }
}
