use std::time::Duration;

use super::*;
use crate::event::Control;

pub(super) const FRIEND: u32 = 7;
pub(super) const ALL: u8 = 0x3C;
const NOW: Timestamp = Timestamp::from_millis(1_000);

/// One end, and what it did.
pub(super) struct End {
    pub(super) calls: Calls,
    pub(super) now: Timestamp,
}

impl End {
    pub(super) fn new() -> Self {
        Self::with(&Config::default())
    }

    pub(super) fn with(config: &Config) -> Self {
        let mut calls = Calls::new(*config);
        calls.set_registered(Registered::ALL);
        Self { calls, now: NOW }
    }

    /// With a call in this state, and nothing left to poll.
    pub(super) fn in_state(state: State) -> Self {
        let mut end = Self::new();
        match state {
            State::Idle => {}
            State::Ended => {
                end.hear(&[1, 1, 0, 3, 1, ALL, 0]);
                end.control(Control::Cancel);
            }
            State::Requesting => end.calls.call(NOW, FRIEND, 48, 1_000).unwrap(),
            State::Requested => end.hear(&[1, 1, 0, 3, 1, ALL, 0]),
            State::Active => {
                end.calls.call(NOW, FRIEND, 48, 1_000).unwrap();
                end.hear(&[1, 1, 1, 3, 1, ALL, 0]);
            }
        }
        assert_eq!(end.calls.state(FRIEND), state);
        end.sent();
        end.events();
        end
    }

    pub(super) fn hear(&mut self, message: &[u8]) {
        self.calls.handle_message(self.now, FRIEND, message);
    }

    fn control(&mut self, control: Control) {
        self.calls.control(self.now, FRIEND, control).unwrap();
    }

    pub(super) fn outputs(&mut self) -> Vec<Output> {
        std::iter::from_fn(|| self.calls.poll_output()).collect()
    }

    /// The messages since the last time, without the packet id.
    pub(super) fn sent(&mut self) -> Vec<Vec<u8>> {
        let outputs = self.outputs().into_iter();
        outputs
            .filter_map(|output| match output {
                Output::Send { packet, .. } => Some(packet.as_ref()[1..].to_vec()),
                _ => None,
            })
            .collect()
    }

    pub(super) fn events(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.calls.poll_event()).collect()
    }

    /// The states that the program was told.
    pub(super) fn states(&mut self) -> Vec<u32> {
        let events = self.events().into_iter();
        events
            .filter_map(|event| match event {
                Event::CallState { state, .. } => Some(state.bits()),
                _ => None,
            })
            .collect()
    }
}

pub(super) const POP: [u8; 4] = [1, 1, 2, 0];

pub(super) fn pop(fault: u8) -> Vec<u8> {
    vec![1, 1, 2, 2, 1, fault, 0]
}

pub(super) fn init(caps: u8) -> Vec<u8> {
    vec![1, 1, 0, 3, 1, caps, 0]
}

pub(super) fn push(caps: u8) -> Vec<u8> {
    vec![1, 1, 1, 3, 1, caps, 0]
}

/// Whatever the table says happens: the state after it, and no output of a call that is over.
#[test]
fn every_cell_is_reached_by_what_it_is_named_after() {
    for state in State::ALL {
        for input in Input::ALL {
            let mut end = prepared(state, input);
            let (action, next) = transition(state, input);
            provoke(&mut end, input);
            assert_eq!(end.calls.state(FRIEND), next, "{state:?} × {input:?}");
            let pops = end
                .sent()
                .iter()
                .filter(|sent| sent.get(2) == Some(&2))
                .count();
            let wanted = match action {
                Action::Refuse(_) | Action::Fail(_) | Action::HangUp | Action::GiveUp => 1,
                _ => 0,
            };
            assert_eq!(pops, wanted, "{state:?} × {input:?}");
        }
    }
}

fn prepared(state: State, input: Input) -> End {
    let mut end = if input == Input::Crossing {
        asking(state)
    } else {
        End::in_state(state)
    };
    if input == Input::RingTimeout {
        end.calls.config.ring_timeout_s = Some(1);
        end.now += Duration::from_secs(1);
    }
    if matches!(
        input,
        Input::InitUnheard | Input::PushUnheard | Input::AnswerUnheard
    ) {
        end.calls.set_registered(Registered::default());
    }
    end
}

/// With a question that is not answered yet.
fn asking(state: State) -> End {
    if state == State::Idle {
        return End::new();
    }
    let mut end = End::in_state(State::Ended);
    end.calls.call(end.now, FRIEND, 48, 1_000).unwrap();
    if state != State::Requesting {
        end.control(Control::Cancel);
    }
    if matches!(state, State::Requested | State::Active) {
        end.hear(&init(ALL));
    }
    if state == State::Active {
        end.calls.answer(end.now, FRIEND, 48, 0).unwrap();
    }
    end.sent();
    end
}

fn provoke(end: &mut End, input: Input) {
    let now = end.now;
    match input {
        Input::Init | Input::InitUnheard => end.hear(&init(ALL)),
        Input::InitBare => end.hear(&[1, 1, 0, 0]),
        Input::Push | Input::PushUnheard => end.hear(&push(0x34)),
        Input::PushEqual => end.hear(&push(ALL)),
        Input::PushBare => end.hear(&[1, 1, 1, 0]),
        Input::Pop => end.hear(&POP),
        Input::Crossing => end.hear(&pop(1)),
        Input::PopFault => end.hear(&pop(6)),
        Input::PopStray => end.hear(&pop(4)),
        Input::Malformed => end.hear(&[9, 9]),
        Input::Offline => end.calls.handle_connection(now, FRIEND, false),
        Input::Call => drop(end.calls.call(now, FRIEND, 48, 0)),
        Input::Answer | Input::AnswerUnheard => drop(end.calls.answer(now, FRIEND, 48, 0)),
        Input::Change => drop(end.calls.set_audio_bit_rate(now, FRIEND, 0)),
        Input::PictureLost => end.calls.ask_key_frame(now, FRIEND),
        Input::Cancel => drop(end.calls.control(now, FRIEND, Control::Cancel)),
        Input::RingTimeout => end.calls.handle_timeout(now),
    }
}

#[test]
fn a_call_says_what_it_sends() {
    for (audio, video, caps) in [(0, 0, 0x30), (48, 0, 0x34), (0, 500, 0x38), (48, 500, 0x3C)] {
        let mut end = End::new();
        end.calls.call(NOW, FRIEND, audio, video).unwrap();
        assert_eq!(end.sent(), [init(caps)]);
        assert_eq!(end.events(), []);
    }
}

#[test]
fn who_is_called_is_told_what_the_friend_sends() {
    let mut end = End::new();
    end.hear(&init(0x34));
    let call = Event::Call {
        friend: FRIEND,
        audio: true,
        video: false,
    };
    assert_eq!(end.events(), [call]);
    assert_eq!(end.sent(), Vec::<Vec<u8>>::new());
    end.calls.answer(NOW, FRIEND, 48, 0).unwrap();
    let outputs = end.outputs();
    let Output::Send { packet, .. } = outputs[0] else {
        panic!("{outputs:?}");
    };
    assert_eq!(packet.as_ref()[1..], push(0x34));
    let terms = Terms {
        audio_kbps: 48,
        video_kbps: 0,
        sends_audio: true,
        sends_video: false,
        takes_audio: true,
        takes_video: false,
    };
    let start = Output::Start {
        friend: FRIEND,
        terms,
    };
    assert_eq!(outputs[1..], [start]);
    assert_eq!(end.events(), [], "its own answer is no news");
}

#[test]
fn an_answer_starts_media_on_both_sides() {
    let mut end = End::in_state(State::Requesting);
    end.hear(&push(0x34));
    assert_eq!(end.states(), [0x34]);
    let [Output::Start { terms, .. }] = end.outputs()[..] else {
        panic!("no media");
    };
    assert!(terms.sends_audio && terms.sends_video && terms.takes_audio);
    assert!(!terms.takes_video, "the friend sends none");
}

#[test]
fn answering_what_does_not_wait_tells_why() {
    let answer = |state| End::in_state(state).calls.answer(NOW, FRIEND, 48, 0);
    assert_eq!(answer(State::Idle), Err(AnswerError::FriendNotCalling));
    assert_eq!(answer(State::Ended), Err(AnswerError::FriendNotCalling));
    assert_eq!(answer(State::Requesting), Err(AnswerError::Sync));
    assert_eq!(answer(State::Active), Err(AnswerError::Sync));
}

#[test]
fn without_a_callback_for_frames_nothing_can_be_answered() {
    let registered = Registered {
        audio_frame: false,
        video_frame: false,
        ..Registered::ALL
    };
    for state in [State::Requested, State::Requesting, State::Active] {
        let mut end = End::in_state(state);
        end.calls.set_registered(registered);
        let told = end.calls.answer(NOW, FRIEND, 48, 0);
        assert_eq!(told, Err(AnswerError::CodecInitialization));
    }
    let mut end = End::in_state(State::Idle);
    end.calls.set_registered(registered);
    let told = end.calls.answer(NOW, FRIEND, 48, 0);
    assert_eq!(told, Err(AnswerError::FriendNotCalling));
}

#[test]
fn a_second_call_to_a_friend_is_denied() {
    for state in [State::Requesting, State::Requested, State::Active] {
        let mut end = End::in_state(state);
        let told = end.calls.call(NOW, FRIEND, 48, 0);
        assert_eq!(told, Err(CallError::FriendAlreadyInCall));
        assert_eq!(end.calls.state(FRIEND), state);
        assert!(end.outputs().is_empty());
    }
}

#[test]
fn a_friend_that_goes_offline_ends_the_call_with_an_error() {
    for state in [State::Requesting, State::Requested, State::Active] {
        let mut end = End::in_state(state);
        end.calls.handle_connection(NOW, FRIEND, true);
        assert_eq!(end.calls.state(FRIEND), state);
        end.calls.handle_connection(NOW, FRIEND, false);
        assert_eq!(end.states(), [1]);
        assert!(end.sent().is_empty(), "nobody is there to be told");
    }
}

#[test]
fn calls_ring_for_as_long_as_they_are_told() {
    for state in [State::Requesting, State::Requested] {
        let mut end = End::in_state(state);
        assert_eq!(end.calls.next_timeout(), None);
        end.calls.config.ring_timeout_s = Some(30);
        let due = NOW + Duration::from_secs(30);
        assert_eq!(end.calls.next_timeout(), Some(due));
        end.calls
            .handle_timeout(due.saturating_sub(Duration::from_millis(1)));
        assert_eq!(end.calls.state(FRIEND), state);
        end.calls.handle_timeout(due);
        assert_eq!(end.sent(), [POP]);
        assert_eq!(end.states(), [2]);
        assert_eq!(end.calls.next_timeout(), None);
        assert_eq!(end.calls.counters().rings_timed_out, 1);
    }
}

#[test]
fn an_invitation_that_could_not_be_sent_leaves_nothing() {
    let invitation = Message::with_capabilities(Request::Init, Capabilities::NONE).write();
    let mut end = End::in_state(State::Requesting);
    end.calls.handle_unsent(FRIEND, Message::pop(None).write());
    assert_eq!(end.calls.state(FRIEND), State::Requesting);
    end.calls.handle_unsent(FRIEND, invitation);
    assert_eq!(end.calls.state(FRIEND), State::Idle);
    let mut answered = End::in_state(State::Active);
    answered.calls.handle_unsent(FRIEND, invitation);
    assert_eq!(answered.calls.state(FRIEND), State::Active);
}

#[test]
fn a_question_that_could_not_be_sent_is_none() {
    let mut end = asking(State::Requesting);
    end.calls.handle_unsent(FRIEND, Packet::question());
    assert_eq!(end.calls.state(FRIEND), State::Requesting);
    end.hear(&push(ALL));
    assert_eq!(end.calls.state(FRIEND), State::Active);
}

#[test]
fn the_end_of_the_engine_ends_every_call() {
    let mut end = End::in_state(State::Active);
    end.calls.call(NOW, 1, 48, 0).unwrap();
    end.calls.handle_message(NOW, 2, &init(ALL));
    end.sent();
    end.events();
    end.calls.kill(NOW);
    assert_eq!(end.sent(), [POP, POP, POP]);
    assert_eq!(end.events(), []);
}

#[test]
fn calls_with_other_friends_go_on_whatever_one_sends() {
    let mut end = End::in_state(State::Active);
    for first in 0..=5 {
        for second in 0..=5 {
            let garbage = [first, 1, second, 3, 1, second, 0];
            end.calls.handle_message(NOW, FRIEND + 1, &garbage);
            end.calls
                .handle_message(NOW, FRIEND + 1, &[first, second, 0]);
        }
    }
    assert_eq!(end.calls.state(FRIEND), State::Active);
    let told = end.events().into_iter();
    let mine = told.filter(|event| matches!(event, Event::CallState { friend: FRIEND, .. }));
    assert_eq!(mine.count(), 0);
}

#[test]
fn events_over_the_limit_are_dropped_but_for_ends_of_calls() {
    let mut end = End::with(&Config {
        event_queue: 2,
        ..Config::default()
    });
    for friend in 0..4 {
        end.calls.call(NOW, friend, 48, 0).unwrap();
        end.calls.handle_message(NOW, friend, &push(ALL));
        end.calls.handle_message(NOW, friend, &POP);
    }
    let told = end.events();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|event| event.is_end()), "{told:?}");
    assert_eq!(end.calls.counters().events_overflowed, 6);
}

#[test]
fn lower_rates_are_proposed_as_events() {
    let mut end = End::in_state(State::Active);
    end.calls.propose_audio(FRIEND, 24);
    end.calls.propose_video(FRIEND, 300);
    let friend = FRIEND;
    let proposed = [
        Event::AudioBitRate { friend, kbps: 24 },
        Event::VideoBitRate { friend, kbps: 300 },
    ];
    assert_eq!(end.events(), proposed);
}
