//! What friends say.

use jackfield_media::time::Timestamp;

use super::call::Call;
use super::{Calls, Output};
use crate::event::{CallState, Event};
use crate::msi::{Capabilities, Fault, Message, Request};
use crate::state::{Action, Input, State};

impl Calls {
    /// A message of signalling came, without the packet id.
    pub fn handle_message(&mut self, now: Timestamp, friend: u32, data: &[u8]) {
        self.counters.messages += 1;
        let message = Message::parse(data).ok();
        if message.is_none() {
            self.counters.messages_malformed += 1;
        }
        self.take(now, friend, message);
    }

    /// A message, if it could be read.
    pub(super) fn take(&mut self, now: Timestamp, friend: u32, message: Option<Message>) {
        let input = message.map(|message| self.input(now, friend, message));
        let input = input.unwrap_or(Input::Malformed);
        let capabilities = message.and_then(|message| message.capabilities);
        let capabilities = capabilities.unwrap_or_default();
        let _never_denied = self.apply(now, friend, input, |calls, action| {
            calls.follow(friend, action, capabilities);
        });
    }

    /// What a message is to the call as it is.
    fn input(&mut self, now: Timestamp, friend: u32, message: Message) -> Input {
        let call = self.by_friend.get_mut(&friend);
        if call.is_some_and(|call| call.crosses(now, &self.config, message)) {
            return Input::Crossing;
        }
        match (message.request, message.capabilities) {
            (Request::Init, None) => Input::InitBare,
            (Request::Init, Some(_)) if self.registered.call => Input::Init,
            (Request::Init, Some(_)) => Input::InitUnheard,
            (Request::Push, None) => Input::PushBare,
            (Request::Push, Some(capabilities)) => self.push(friend, capabilities),
            (Request::Pop, _) => pop(message.fault),
        }
    }

    fn push(&self, friend: u32, capabilities: Capabilities) -> Input {
        let is_known = |call: &Call| call.state() == State::Active && call.peer() == capabilities;
        if self.by_friend.get(&friend).is_some_and(is_known) {
            Input::PushEqual
        } else if self.registered.call_state && self.registered.receives_frames() {
            Input::Push
        } else {
            Input::PushUnheard
        }
    }

    /// What an action means besides the messages that it sends.
    fn follow(&mut self, friend: u32, action: Action, capabilities: Capabilities) {
        match action {
            Action::Ignore => self.counters.messages_ignored += 1,
            Action::Refuse(_) => self.counters.messages_refused += 1,
            Action::Ring => self.ring(friend, capabilities),
            Action::Start => self.start(friend, capabilities),
            Action::Adapt => self.adapt(friend, capabilities),
            Action::AnswerAgain => self.answer_again(friend, capabilities),
            _ => {}
        }
    }

    fn ring(&mut self, friend: u32, capabilities: Capabilities) {
        if let Some(call) = self.by_friend.get_mut(&friend) {
            call.set_peer(capabilities);
        }
        self.tell(Event::Call {
            friend,
            audio: capabilities.contains(Capabilities::SENDS_AUDIO),
            video: capabilities.contains(Capabilities::SENDS_VIDEO),
        });
    }

    fn start(&mut self, friend: u32, capabilities: Capabilities) {
        if let Some(call) = self.by_friend.get_mut(&friend) {
            call.set_peer(capabilities);
            let terms = call.terms();
            self.outputs.push_back(Output::Start { friend, terms });
        }
        self.tell_state(friend, CallState::from(capabilities));
    }

    fn adapt(&mut self, friend: u32, capabilities: Capabilities) {
        if let Some(call) = self.by_friend.get_mut(&friend) {
            call.set_peer(capabilities);
            let terms = call.terms();
            self.outputs.push_back(Output::Adapt { friend, terms });
        }
        self.tell_state(friend, CallState::from(capabilities));
    }

    /// A friend that invites in a call has lost it, and begins anew: so do the media.
    fn answer_again(&mut self, friend: u32, capabilities: Capabilities) {
        let mut is_new = false;
        if let Some(call) = self.by_friend.get_mut(&friend) {
            is_new = call.peer() != capabilities;
            call.set_peer(capabilities);
            let terms = call.terms();
            self.outputs.push_back(Output::Start { friend, terms });
        }
        self.send_own(friend, Request::Push);
        if is_new {
            self.tell_state(friend, CallState::from(capabilities));
        }
    }
}

const fn pop(fault: Option<Fault>) -> Input {
    match fault {
        None => Input::Pop,
        Some(Fault::StrayMessage) => Input::PopStray,
        Some(_) => Input::PopFault,
    }
}

#[cfg(test)]
mod tests;
