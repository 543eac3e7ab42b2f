//! The calls with all friends: what the table's actions mean.
//!
//! One call per friend at most. Friends have nothing to do with each other here: whatever one sends,
//! another one's call goes on.

mod call;
mod changes;
mod crossing;
mod messages;

use std::collections::{BTreeMap, VecDeque};

use jackfield_media::time::Timestamp;

pub use call::Terms;

use crate::config::Config;
use crate::counters::Counters;
use crate::error::{AnswerError, CallError};
use crate::event::{CallState, Event, Registered};
use crate::msi::{Capabilities, Fault, Message, Packet, Request};
use crate::state::{Action, Denial, Input, State, transition};
use call::Call;

/// What has to be done outside of signalling, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Send a message.
    Send {
        /// To whom.
        friend: u32,
        /// Packet id included.
        packet: Packet,
    },
    /// Make media for a call, instead of those that there may be: the friend has begun anew.
    Start {
        /// With whom.
        friend: u32,
        /// What may be sent and is taken.
        terms: Terms,
    },
    /// The terms of a call changed.
    Adapt {
        /// With whom.
        friend: u32,
        /// What may be sent and is taken.
        terms: Terms,
    },
    /// The friend asks for a key frame.
    ShowAnew {
        /// Who.
        friend: u32,
    },
    /// Drop the media of a call.
    End {
        /// With whom.
        friend: u32,
    },
}

/// Signalling with all friends.
#[derive(Debug)]
pub struct Calls {
    config: Config,
    registered: Registered,
    by_friend: BTreeMap<u32, Call>,
    outputs: VecDeque<Output>,
    events: VecDeque<Event>,
    counters: Counters,
}

impl Calls {
    /// No calls, and no callback registered.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            registered: Registered::default(),
            by_friend: BTreeMap::new(),
            outputs: VecDeque::new(),
            events: VecDeque::new(),
            counters: Counters::default(),
        }
    }

    /// Say which callbacks there are from now on.
    pub fn set_registered(&mut self, registered: Registered) {
        self.registered = registered;
    }

    /// How far the call with a friend is.
    pub fn state(&self, friend: u32) -> State {
        self.by_friend.get(&friend).map_or(State::Idle, Call::state)
    }

    /// The terms of an answered call.
    pub fn terms(&self, friend: u32) -> Option<Terms> {
        let call = self.by_friend.get(&friend)?;
        (call.state() == State::Active).then(|| call.terms())
    }

    /// Invite a friend who is connected, with bit rates that are valid.
    pub fn call(
        &mut self,
        now: Timestamp,
        friend: u32,
        audio_kbps: u32,
        video_kbps: u32,
    ) -> Result<(), CallError> {
        self.apply(now, friend, Input::Call, |calls, _| {
            calls.invite(now, friend, audio_kbps, video_kbps);
        })
        .map_err(|_| CallError::FriendAlreadyInCall)
    }

    /// Answer a friend's call with bit rates that are valid.
    pub fn answer(
        &mut self,
        now: Timestamp,
        friend: u32,
        audio_kbps: u32,
        video_kbps: u32,
    ) -> Result<(), AnswerError> {
        let input = if self.registered.receives_frames() {
            Input::Answer
        } else {
            Input::AnswerUnheard
        };
        let done = self.apply(now, friend, input, |calls, _| {
            calls.accept(friend, audio_kbps, video_kbps);
        });
        done.map_err(|denial| match denial {
            Denial::Unheard => AnswerError::CodecInitialization,
            Denial::NotWaiting => AnswerError::Sync,
            Denial::NotCalling | Denial::InCall | Denial::NotInCall => {
                AnswerError::FriendNotCalling
            }
        })
    }

    /// A message could not be sent. An invitation that the friend does not get is taken back: the
    /// program learns it from `call` itself. Whatever else it is, Tox is about to tell more.
    pub fn handle_unsent(&mut self, friend: u32, packet: Packet) {
        if packet == Packet::question()
            && let Some(call) = self.by_friend.get_mut(&friend)
        {
            call.crossing_mut().unask();
        }
        let is_invitation = Message::parse(packet.as_ref().get(1..).unwrap_or_default())
            .is_ok_and(|message| message.request == Request::Init);
        if is_invitation && self.state(friend) == State::Requesting {
            self.by_friend.remove(&friend);
        }
    }

    /// After how many seconds calls stop ringing, if they do.
    pub fn ring_timeout_s(&self) -> Option<u32> {
        self.config.ring_timeout_s
    }

    /// After how many seconds calls stop ringing from now on: those that ring as well.
    pub fn set_ring_timeout_s(&mut self, seconds: Option<u32>) {
        self.config.ring_timeout_s = seconds;
    }

    /// The friend is connected, or is not any more.
    pub fn handle_connection(&mut self, now: Timestamp, friend: u32, is_online: bool) {
        if !is_online {
            let _never_denied = self.apply(now, friend, Input::Offline, |_, _| {});
        }
    }

    /// Call when [`Calls::next_timeout`] is due; more often does no harm.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        let due = |(friend, call): (&u32, &Call)| {
            call.ends_ringing(&self.config)
                .is_some_and(|deadline| deadline <= now)
                .then_some(*friend)
        };
        let tired: Vec<u32> = self.by_friend.iter().filter_map(due).collect();
        for friend in tired {
            let _never_denied = self.apply(now, friend, Input::RingTimeout, |_, _| {});
        }
        self.take_overdue(now);
    }

    /// When somebody has rung for too long, or answered no question.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        let window = self.config.crossing_window;
        let deadlines = self.by_friend.values().flat_map(|call| {
            let rung = call.ends_ringing(&self.config);
            [rung, call.crossing().deadline(window)]
        });
        deadlines.flatten().min()
    }

    /// Hang up everywhere.
    pub fn kill(&mut self, now: Timestamp) {
        let friends: Vec<u32> = self.by_friend.keys().copied().collect();
        for friend in friends {
            let _without_call = self.apply(now, friend, Input::Cancel, |_, _| {});
        }
    }

    /// Ask for a key frame: by saying again what is known, as there is no other way.
    pub fn ask_key_frame(&mut self, now: Timestamp, friend: u32) {
        let _never_denied = self.apply(now, friend, Input::PictureLost, |_, _| {});
    }

    /// Propose a bit rate for audio.
    pub fn propose_audio(&mut self, friend: u32, kbps: u32) {
        self.tell(Event::AudioBitRate { friend, kbps });
    }

    /// Propose a bit rate for video.
    pub fn propose_video(&mut self, friend: u32, kbps: u32) {
        self.tell(Event::VideoBitRate { friend, kbps });
    }

    /// What has to be done next. Call until `None`, after each call of another function.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// What happened, oldest first.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What came and was dropped.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// What friends said who answer no questions counts after all.
    fn take_overdue(&mut self, now: Timestamp) {
        let window = self.config.crossing_window;
        let late = |(friend, call): (&u32, &mut Call)| {
            let message = call.crossing_mut().overdue(now, window)?;
            Some((*friend, message))
        };
        let messages: Vec<(u32, Message)> = self.by_friend.iter_mut().filter_map(late).collect();
        for (friend, message) in messages {
            self.take(now, friend, Some(message));
        }
    }

    /// One step of the table. `own` does what is special to the function that was called.
    fn apply(
        &mut self,
        now: Timestamp,
        friend: u32,
        input: Input,
        own: impl FnOnce(&mut Self, Action),
    ) -> Result<(), Denial> {
        let from = self.state(friend);
        let (action, to) = transition(from, input);
        match action {
            Action::Deny(denial) => return Err(denial),
            Action::Refuse(fault) => self.send(friend, Message::pop(Some(fault))),
            Action::Fail(fault) => self.fail(friend, fault),
            Action::Finish => self.tell_state(friend, CallState::FINISHED),
            Action::Break => self.tell_state(friend, CallState::ERROR),
            Action::HangUp => self.send(friend, Message::pop(None)),
            Action::GiveUp => self.give_up(friend),
            Action::ShowAnew => self.outputs.push_back(Output::ShowAnew { friend }),
            Action::AskAnew => self.send_own(friend, Request::Push),
            // The rest is what `own` does.
            _ => {}
        }
        self.enter(now, friend, from, to);
        own(self, action);
        Ok(())
    }

    /// Go on to a state, and forget what it has no use for.
    fn enter(&mut self, now: Timestamp, friend: u32, from: State, to: State) {
        if from == State::Active && to != State::Active {
            self.outputs.push_back(Output::End { friend });
        }
        match to {
            State::Idle => {
                self.by_friend.remove(&friend);
            }
            State::Ended if from != State::Ended => {
                self.by_friend.entry(friend).or_default().end(now);
            }
            _ => self.by_friend.entry(friend).or_default().enter(to, now),
        }
    }

    fn fail(&mut self, friend: u32, fault: Fault) {
        self.counters.calls_failed += 1;
        self.send(friend, Message::pop(Some(fault)));
        self.tell_state(friend, CallState::ERROR);
    }

    fn give_up(&mut self, friend: u32) {
        self.counters.rings_timed_out += 1;
        self.send(friend, Message::pop(None));
        self.tell_state(friend, CallState::FINISHED);
    }

    fn invite(&mut self, now: Timestamp, friend: u32, audio_kbps: u32, video_kbps: u32) {
        let call = self.by_friend.entry(friend).or_default();
        call.begin(now, audio_kbps, video_kbps);
        let window = self.config.crossing_window;
        if call.crossing_mut().ask(now, window) {
            let packet = Packet::question();
            self.outputs.push_back(Output::Send { friend, packet });
        }
        self.send_own(friend, Request::Init);
    }

    fn accept(&mut self, friend: u32, audio_kbps: u32, video_kbps: u32) {
        let call = self.by_friend.entry(friend).or_default();
        call.set_rates(audio_kbps, video_kbps);
        let terms = call.terms();
        self.send_own(friend, Request::Push);
        self.outputs.push_back(Output::Start { friend, terms });
    }

    /// Send what we send and take.
    fn send_own(&mut self, friend: u32, request: Request) {
        let own = self.own_capabilities(friend);
        self.send(friend, Message::with_capabilities(request, own));
    }

    fn own_capabilities(&self, friend: u32) -> Capabilities {
        self.by_friend
            .get(&friend)
            .map(Call::own)
            .unwrap_or_default()
    }

    fn send(&mut self, friend: u32, message: Message) {
        let packet = message.write();
        self.outputs.push_back(Output::Send { friend, packet });
    }

    fn tell_state(&mut self, friend: u32, state: CallState) {
        if self.registered.call_state {
            self.tell(Event::CallState { friend, state });
        }
    }

    /// Queue an event. Over the limit the oldest one goes that does not end a call.
    fn tell(&mut self, event: Event) {
        if self.events.len() >= self.config.event_queue.max(1) {
            let dispensable = self.events.iter().position(|waiting| !waiting.is_end());
            self.events.remove(dispensable.unwrap_or(0));
            self.counters.events_overflowed += 1;
        }
        self.events.push_back(event);
    }
}

#[cfg(test)]
mod tests;
