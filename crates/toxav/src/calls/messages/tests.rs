use std::time::Duration;

use super::super::tests::{ALL, End, FRIEND, POP, init, pop, push};
use crate::calls::Output;
use crate::config::Config;
use crate::event::{Control, Event, Registered};
use crate::state::State;

/// Whether the friend knows of our end; and that it does.
const QUESTION: [u8; 1] = [0];
const KNOWN: [u8; 7] = [1, 1, 2, 2, 1, 1, 0];

#[test]
fn a_second_invitation_ends_the_call_on_both_sides() {
    for state in [State::Requested, State::Requesting] {
        let mut end = End::in_state(state);
        end.hear(&init(ALL));
        assert_eq!(end.sent(), [pop(3)]);
        assert_eq!(end.states(), [1]);
        assert_eq!(end.calls.state(FRIEND), State::Ended);
        assert_eq!(end.calls.counters().calls_failed, 1);
        end.hear(&init(ALL));
        assert_eq!(
            end.calls.state(FRIEND),
            State::Requested,
            "the next one rings"
        );
    }
}

#[test]
fn what_cannot_be_read_is_answered_and_counted_and_changes_no_call() {
    for state in State::ALL {
        let mut end = End::in_state(state);
        let before = end.calls.terms(FRIEND);
        end.hear(&[1, 1, 9, 0]);
        assert_eq!(end.sent(), [pop(1)]);
        assert_eq!(end.calls.state(FRIEND), state);
        assert_eq!(end.calls.terms(FRIEND), before);
        assert!(end.states().is_empty());
        let counters = end.calls.counters();
        assert_eq!(counters.messages_malformed, 1);
        assert_eq!(counters.messages_refused, 1);
    }
}

#[test]
fn messages_without_capabilities_end_calls_with_an_error() {
    for bare in [[1, 1, 0, 0], [1, 1, 1, 0]] {
        let mut end = End::in_state(State::Active);
        end.hear(&bare);
        assert_eq!(end.sent(), [pop(1)]);
        assert_eq!(end.states(), [1]);
    }
    let mut idle = End::in_state(State::Idle);
    idle.hear(&[1, 1, 0, 0]);
    idle.hear(&[1, 1, 1, 0]);
    assert_eq!(idle.sent(), [pop(1), pop(4)]);
}

#[test]
fn changes_are_told_once() {
    let mut end = End::in_state(State::Active);
    end.hear(&push(0x0C));
    end.hear(&push(0x0C));
    assert_eq!(end.states(), [0x0C]);
    let [Output::Adapt { terms, .. }, Output::ShowAnew { .. }] = end.outputs()[..] else {
        panic!("media learn of it once");
    };
    assert!(!terms.sends_audio && !terms.sends_video && terms.takes_audio);
    end.hear(&push(0));
    assert_eq!(end.states(), [0], "a pause");
}

#[test]
fn what_is_known_is_said_again_to_ask_for_a_key_frame() {
    let mut asking = End::in_state(State::Active);
    asking.calls.ask_key_frame(asking.now, FRIEND);
    assert_eq!(asking.sent(), [push(ALL)]);
    let mut asked = End::in_state(State::Active);
    asked.hear(&push(ALL));
    assert_eq!(asked.outputs(), [Output::ShowAnew { friend: FRIEND }]);
    assert!(asked.states().is_empty(), "no news for the program");
}

#[test]
fn who_invites_anew_in_a_call_is_answered_with_what_we_do() {
    let mut end = End::in_state(State::Active);
    end.hear(&init(0x34));
    let outputs = end.outputs();
    assert!(matches!(outputs[0], Output::Start { terms, .. } if !terms.takes_video));
    assert!(matches!(outputs[1], Output::Send { packet, .. } if packet.as_ref()[1..] == push(ALL)));
    assert_eq!(end.states(), [0x34]);
    end.hear(&init(0x34));
    assert!(end.states().is_empty(), "nothing new");
}

#[test]
fn invitations_that_nobody_would_hear_of_are_refused() {
    let mut end = End::new();
    end.calls.set_registered(Registered {
        call: false,
        ..Registered::ALL
    });
    end.hear(&init(ALL));
    assert_eq!(end.sent(), [pop(6)]);
    assert_eq!(end.calls.state(FRIEND), State::Idle);
}

#[test]
fn answers_that_nobody_would_hear_of_end_the_call() {
    let deaf = Registered {
        audio_frame: false,
        video_frame: false,
        ..Registered::ALL
    };
    let mut end = End::in_state(State::Requesting);
    end.calls.set_registered(deaf);
    end.hear(&push(ALL));
    assert_eq!((end.sent(), end.states()), (vec![pop(6)], vec![1]));
    let mut untold = End::in_state(State::Requesting);
    untold.calls.set_registered(Registered {
        call_state: false,
        ..Registered::ALL
    });
    untold.hear(&push(ALL));
    assert_eq!(untold.sent(), [pop(6)]);
    assert_eq!(untold.events(), [], "there is nobody to tell");
}

#[test]
fn a_refusal_and_a_failure_are_told_apart() {
    for state in [State::Requesting, State::Requested, State::Active] {
        let mut refused = End::in_state(state);
        refused.hear(&POP);
        assert_eq!(refused.states(), [2]);
        let mut failed = End::in_state(state);
        failed.hear(&pop(5));
        assert_eq!(failed.states(), [1]);
        assert!(refused.sent().is_empty() && failed.sent().is_empty());
    }
}

#[test]
fn an_end_is_never_answered() {
    for state in State::ALL {
        for fault in 0..=7 {
            let mut end = End::in_state(state);
            end.hear(&pop(fault));
            end.hear(&pop(fault));
            assert!(end.sent().is_empty(), "{state:?}, error {fault}");
        }
    }
}

#[test]
fn an_invitation_survives_a_storm() {
    let mut end = End::in_state(State::Ended);
    end.calls.call(end.now, FRIEND, 48, 0).unwrap();
    for _ in 0..100 {
        end.hear(&pop(4));
    }
    assert_eq!(end.calls.state(FRIEND), State::Requesting);
    assert_eq!(end.events(), []);
    end.hear(&KNOWN);
    end.hear(&push(0x34));
    assert_eq!(end.states(), [0x34]);
    assert_eq!(end.calls.counters().messages_ignored, 101);
}

/// In a call that we began right after the end of another.
fn redialled() -> End {
    let mut end = End::in_state(State::Ended);
    end.calls.call(end.now, FRIEND, 48, 0).unwrap();
    assert_eq!(end.sent(), [QUESTION.to_vec(), init(0x34)]);
    end
}

#[test]
fn what_crossed_our_end_is_not_about_the_next_call() {
    let early = [&POP[..], &pop(5), &pop(4), &push(ALL), &[1, 1, 1, 0]].map(<[u8]>::to_vec);
    for said in early {
        let mut end = redialled();
        end.hear(&said);
        end.hear(&KNOWN);
        assert!(end.sent().is_empty() && end.states().is_empty(), "{said:?}");
        end.now += Config::default().crossing_window;
        end.calls.handle_timeout(end.now);
        assert_eq!(end.calls.state(FRIEND), State::Requesting, "{said:?}");
        end.hear(&push(ALL));
        assert_eq!(end.states(), [u32::from(ALL)], "{said:?}");
    }
}

#[test]
fn a_refusal_is_believed_as_soon_as_the_friend_knows_of_our_end() {
    let mut end = redialled();
    end.hear(&KNOWN);
    end.hear(&POP);
    assert_eq!(end.states(), [2]);
    assert_eq!(end.calls.state(FRIEND), State::Idle);
}

#[test]
fn each_redial_waits_for_its_own_answer() {
    let mut end = redialled();
    end.calls.control(end.now, FRIEND, Control::Cancel).unwrap();
    end.calls.call(end.now, FRIEND, 48, 0).unwrap();
    end.hear(&KNOWN);
    end.hear(&push(ALL));
    assert_eq!(end.calls.state(FRIEND), State::Requesting, "to the first");
    end.hear(&KNOWN);
    end.hear(&push(ALL));
    assert_eq!(end.calls.state(FRIEND), State::Active);
}

#[test]
fn who_answers_no_questions_is_believed_a_moment_later() {
    for (said, state) in [(push(0x34), 0x34), (POP.to_vec(), 2)] {
        let mut end = redialled();
        let due = end.now + Config::default().crossing_window;
        end.now += Duration::from_millis(300);
        end.hear(&said);
        assert!(end.states().is_empty());
        assert_eq!(end.calls.next_timeout(), Some(due));
        end.calls.handle_timeout(due);
        assert_eq!(end.states(), [state]);
        assert_eq!(end.calls.next_timeout(), None);
    }
}

#[test]
fn nobody_is_asked_about_an_end_of_long_ago() {
    let mut end = End::in_state(State::Ended);
    end.now += Config::default().crossing_window;
    end.calls.call(end.now, FRIEND, 48, 0).unwrap();
    assert_eq!(end.sent(), [init(0x34)]);
    end.hear(&push(0x34));
    assert_eq!(end.states(), [0x34]);
}

#[test]
fn a_question_is_answered_in_every_state_and_ends_no_call() {
    for state in State::ALL {
        let mut end = End::in_state(state);
        end.hear(&QUESTION);
        assert_eq!(end.sent(), [KNOWN]);
        assert_eq!(end.calls.state(FRIEND), state);
        assert!(end.states().is_empty());
    }
}

#[test]
fn after_our_end_the_friends_changes_are_swallowed() {
    let mut end = End::in_state(State::Ended);
    end.hear(&push(ALL));
    end.hear(&POP);
    end.hear(&[1, 1, 1, 0]);
    assert!(end.sent().is_empty());
    assert_eq!(end.events(), []);
    end.hear(&init(ALL));
    assert!(matches!(end.events()[..], [Event::Call { .. }]));
}
