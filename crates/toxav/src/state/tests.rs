use std::path::Path;

use super::*;
use crate::msi::Fault::{Handle, InvalidMessage, InvalidState, StrayMessage};

/// Set: write the document's part instead of comparing it.
const WRITE: &str = "JACKFIELD_WRITE_TOXAV_TABLE";
const BEGIN: &str = "<!-- table: begin -->\n";
const END: &str = "<!-- table: end -->";

#[test]
fn the_table_has_its_lines_in_order() {
    for (index, input) in Input::ALL.into_iter().enumerate() {
        assert_eq!(input as usize, index);
        assert_eq!(table::TABLE[index].0, input);
    }
    for (index, state) in State::ALL.into_iter().enumerate() {
        assert_eq!(state as usize, index);
    }
}

#[test]
fn the_documented_table_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/design/toxav.md");
    let kept = std::fs::read_to_string(&path).expect("the document");
    let (head, behind) = kept.split_once(BEGIN).expect("a place for the table");
    let (_, tail) = behind.split_once(END).expect("the table's end");
    let made = format!("{head}{BEGIN}\n{}\n{END}{tail}", document());
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &made).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("the document");
    assert!(made == kept, "run the tests once with {WRITE}=1");
}

/// The properties every cell has, whatever the table says.
#[test]
fn every_cell_keeps_the_rules() {
    for input in Input::ALL {
        for state in State::ALL {
            check_cell(state, input);
        }
    }
}

fn check_cell(state: State, input: Input) {
    let (action, next) = transition(state, input);
    let cell = format!("{state:?} × {input:?}: {action:?} → {next:?}");
    match action {
        // Nothing begins or ends unnoticed, but for what we remember of a friend who went.
        Action::Ignore => assert!(
            next == state || (state, next) == (State::Ended, State::Idle),
            "{cell}"
        ),
        Action::Refuse(_)
        | Action::Deny(_)
        | Action::Adapt
        | Action::AnswerAgain
        | Action::Tell => {
            assert_eq!(next, state, "{cell}");
        }
        // Who sends a POP of its own accord remembers it; who gets one has nothing to remember.
        Action::Fail(_) | Action::HangUp | Action::GiveUp => {
            assert!(state.is_call() && next == State::Ended, "{cell}");
        }
        Action::Finish | Action::Break => assert!(state.is_call() && next == State::Idle, "{cell}"),
        Action::ShowAnew | Action::AskAnew => {
            assert_eq!((state, next), (State::Active, State::Active));
        }
        Action::Ring => assert!(!state.is_call() && next == State::Requested, "{cell}"),
        Action::Invite => assert!(!state.is_call() && next == State::Requesting, "{cell}"),
        Action::Start => assert_eq!((state, next), (State::Requesting, State::Active)),
        Action::Accept => assert_eq!((state, next), (State::Requested, State::Active)),
    }
}

#[test]
fn no_end_is_ever_answered() {
    let ends = [
        Input::Pop,
        Input::PopFault,
        Input::PopStray,
        Input::Crossing,
    ];
    for input in ends {
        for state in State::ALL {
            let (action, _) = transition(state, input);
            let silent = matches!(action, Action::Ignore | Action::Finish | Action::Break);
            assert!(silent, "{state:?} × {input:?}: {action:?}");
        }
    }
}

#[test]
fn only_the_program_is_denied_something_and_it_is_never_refused() {
    let programs = [
        Input::Call,
        Input::Answer,
        Input::AnswerUnheard,
        Input::Change,
        Input::Cancel,
    ];
    for input in Input::ALL {
        for state in State::ALL {
            let (action, _) = transition(state, input);
            let denied = matches!(action, Action::Deny(_));
            let refused = matches!(action, Action::Refuse(_) | Action::Fail(_) | Action::Ignore);
            let is_programs = programs.contains(&input);
            assert!(!denied || is_programs, "{state:?} × {input:?}");
            assert!(!refused || !is_programs, "{state:?} × {input:?}");
        }
    }
}

#[test]
fn a_message_that_cannot_be_read_changes_nothing() {
    for state in State::ALL {
        let told = transition(state, Input::Malformed);
        assert_eq!(told, (Action::Refuse(InvalidMessage), state));
    }
}

#[test]
fn what_friends_say_does_what_the_protocol_says() {
    use State::{Active, Ended, Idle, Requested, Requesting};
    let expected = [
        (Idle, Input::Init, Action::Ring, Requested),
        (Idle, Input::InitBare, Action::Refuse(InvalidMessage), Idle),
        (Idle, Input::InitUnheard, Action::Refuse(Handle), Idle),
        (Requesting, Input::Init, Action::Fail(InvalidState), Ended),
        (Requested, Input::Init, Action::Fail(InvalidState), Ended),
        (Active, Input::Init, Action::AnswerAgain, Active),
        (Idle, Input::Push, Action::Refuse(StrayMessage), Idle),
        (Idle, Input::PushBare, Action::Refuse(StrayMessage), Idle),
        (Requesting, Input::Push, Action::Start, Active),
        (Requesting, Input::PushUnheard, Action::Fail(Handle), Ended),
        (
            Requesting,
            Input::PushBare,
            Action::Fail(InvalidMessage),
            Ended,
        ),
        (Requested, Input::Push, Action::Ignore, Requested),
        (Active, Input::Push, Action::Adapt, Active),
        (Active, Input::PushEqual, Action::ShowAnew, Active),
        (Active, Input::Pop, Action::Finish, Idle),
        (Active, Input::PopFault, Action::Break, Idle),
        (Active, Input::PopStray, Action::Break, Idle),
        (Active, Input::Offline, Action::Break, Idle),
    ];
    for (state, input, action, next) in expected {
        assert_eq!(
            transition(state, input),
            (action, next),
            "{state:?} × {input:?}"
        );
    }
}

#[test]
fn after_our_end_what_the_friend_said_before_is_swallowed() {
    for input in [
        Input::Push,
        Input::PushEqual,
        Input::PushUnheard,
        Input::PushBare,
        Input::Pop,
    ] {
        assert_eq!(
            transition(State::Ended, input),
            (Action::Ignore, State::Ended)
        );
    }
}

#[test]
fn an_invitation_outlives_answers_to_what_came_before() {
    let requesting = State::Requesting;
    let stray = transition(requesting, Input::PopStray);
    assert_eq!(stray, (Action::Ignore, requesting));
}

#[test]
fn what_was_said_before_our_end_was_known_changes_nothing() {
    for state in State::ALL {
        let told = transition(state, Input::Crossing);
        assert_eq!(told, (Action::Ignore, state));
    }
}
