//! Whatever two programs do and hostile friends send: the engine goes on, and both ends agree.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

mod party;

use jackfield_testkit::network::Conditions;
use jackfield_toxav::config::Config;
use jackfield_toxav::event::Control;
use jackfield_toxav::state::State;
use party::Party;
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Call(u32, u32, u32),
    Answer(u32),
    Control(u32, i32),
    AudioRate(u32, u32),
    VideoRate(u32, u32),
    Speak(u32),
    Pass(u64),
    Message(u32, Vec<u8>),
    Packet(u32, Vec<u8>),
}

fn own_steps() -> impl Strategy<Value = Step> {
    let who = 0_u32..2;
    prop_oneof![
        3 => (who.clone(), prop_oneof![Just(0), Just(5), 6_u32..511], 0_u32..500)
            .prop_map(|(who, audio, video)| Step::Call(who, audio, video)),
        3 => who.clone().prop_map(Step::Answer),
        4 => (who.clone(), 0..7).prop_map(|(who, what)| Step::Control(who, what)),
        1 => (who.clone(), 0_u32..600).prop_map(|(who, kbps)| Step::AudioRate(who, kbps)),
        1 => (who.clone(), 0_u32..600).prop_map(|(who, kbps)| Step::VideoRate(who, kbps)),
        1 => who.prop_map(Step::Speak),
        4 => prop_oneof![Just(5_u64), 5_u64..60, Just(1_200)].prop_map(Step::Pass),
    ]
}

fn hostile_steps() -> impl Strategy<Value = Step> {
    let who = 0_u32..2;
    let items = vec((1_u8..4, 0_u8..9), 0..4).prop_map(|items| {
        let items = items.into_iter().flat_map(|(id, value)| [id, 1, value]);
        items.chain([0]).collect::<Vec<u8>>()
    });
    let packets = (
        prop_oneof![Just(192_u8), Just(193), Just(196)],
        vec(any::<u8>(), 0..120),
    );
    prop_oneof![
        4 => own_steps(),
        2 => (who.clone(), items).prop_map(|(who, data)| Step::Message(who, data)),
        1 => (who.clone(), vec(any::<u8>(), 0..20)).prop_map(|(who, data)| Step::Message(who, data)),
        2 => (who, packets).prop_map(|(who, (id, data))| {
            Step::Packet(who, std::iter::once(id).chain(data).collect())
        }),
    ]
}

/// What a program may try, allowed or not.
fn take(party: &mut Party, step: Step) {
    let now = party.now;
    match step {
        Step::Call(who, audio, video) => drop(party.engine(who).call(now, 1 - who, audio, video)),
        Step::Answer(who) => drop(party.engine(who).answer(now, 1 - who, 48, 0)),
        Step::Control(who, what) => {
            let control = Control::try_from(what).unwrap();
            let _may_fail = party.engine(who).control(now, 1 - who, control);
        }
        Step::AudioRate(who, kbps) => {
            let _may_fail = party.engine(who).set_audio_bit_rate(now, 1 - who, kbps);
        }
        Step::VideoRate(who, kbps) => {
            let _may_fail = party.engine(who).set_video_bit_rate(now, 1 - who, kbps);
        }
        Step::Speak(who) => {
            let engine = party.engine(who);
            let _may_fail = engine.send_audio(now, 1 - who, &[100; 960], 960, 1, 48_000);
        }
        Step::Pass(millis) => party.pass(millis, &[]),
        Step::Message(who, data) => party.engine(who).handle_lossless(now, 1 - who, &data),
        Step::Packet(who, data) => party.engine(who).handle_lossy(now, 1 - who, &data),
    }
}

fn states(party: &Party) -> (State, State) {
    let state = |who| party.engine(who).state(1 - who);
    (state(0), state(1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn once_all_has_arrived_both_ends_agree(steps in vec(own_steps(), 0..40)) {
        let mut party = Party::new(2, Conditions::clean());
        for step in steps {
            take(&mut party, step);
        }
        party.pass(300, &[]);
        let agreed = match states(&party) {
            (State::Active, State::Active)
            | (State::Requesting, State::Requested)
            | (State::Requested, State::Requesting) => true,
            (here, there) => !here.is_call() && !there.is_call(),
        };
        prop_assert!(agreed, "{:?}", states(&party));
    }

    #[test]
    fn whatever_a_friend_sends_others_calls_go_on(steps in vec(hostile_steps(), 0..40)) {
        let config = Config { ring_timeout_s: Some(1), ..Config::default() };
        let mut party = Party::with(3, Conditions::clean(), &config);
        party.join(0, 2, 0);
        for step in steps {
            take(&mut party, step);
        }
        party.pass(100, &[party::Script::audio(2, 0)]);
        prop_assert_eq!(party.engine(0).state(2), State::Active);
        // Whatever was left behind is over once they hang up.
        for who in 0..2 {
            let _may_fail = party.engine(who).control(party.now, 1 - who, Control::Cancel);
        }
        party.pass(1_500, &[]);
        for who in 0..2 {
            let _may_fail = party.engine(who).control(party.now, 1 - who, Control::Cancel);
        }
        party.pass(300, &[]);
        let (here, there) = states(&party);
        prop_assert!(!here.is_call() && !there.is_call(), "{here:?} {there:?}");
    }
}
