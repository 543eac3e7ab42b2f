//! What the program changes in an answered call.

use jackfield_media::time::Timestamp;

use super::call::Call;
use super::{Calls, Output};
use crate::error::{BitRateError, ControlError};
use crate::event::Control;
use crate::msi::{Capabilities, Request};
use crate::state::Input;

impl Calls {
    /// Change what is sent or taken, or end the call.
    pub fn control(
        &mut self,
        now: Timestamp,
        friend: u32,
        control: Control,
    ) -> Result<(), ControlError> {
        let change: fn(&mut Call) -> bool = match control {
            Control::Cancel => return self.cancel(now, friend),
            Control::Resume => Call::resume,
            Control::Pause => Call::pause,
            Control::MuteAudio => |call| call.refuse(Capabilities::TAKES_AUDIO),
            Control::UnmuteAudio => |call| call.take(Capabilities::TAKES_AUDIO),
            Control::HideVideo => |call| call.refuse(Capabilities::TAKES_VIDEO),
            Control::ShowVideo => |call| call.take(Capabilities::TAKES_VIDEO),
        };
        let mut was_possible = false;
        let done = self.apply(now, friend, Input::Change, |calls, _| {
            was_possible = calls.by_friend.get_mut(&friend).is_some_and(change);
            if was_possible {
                calls.say_change(friend, true);
            }
        });
        done.map_err(|_| ControlError::FriendNotInCall)?;
        was_possible
            .then_some(())
            .ok_or(ControlError::InvalidTransition)
    }

    /// Set the bit rate of audio, which is valid.
    pub fn set_audio_bit_rate(
        &mut self,
        now: Timestamp,
        friend: u32,
        kbps: u32,
    ) -> Result<(), BitRateError> {
        self.set_bit_rate(now, friend, Capabilities::SENDS_AUDIO, kbps)
    }

    /// Set the bit rate of video, which is valid.
    pub fn set_video_bit_rate(
        &mut self,
        now: Timestamp,
        friend: u32,
        kbps: u32,
    ) -> Result<(), BitRateError> {
        self.set_bit_rate(now, friend, Capabilities::SENDS_VIDEO, kbps)
    }

    fn cancel(&mut self, now: Timestamp, friend: u32) -> Result<(), ControlError> {
        self.apply(now, friend, Input::Cancel, |_, _| {})
            .map_err(|_| ControlError::FriendNotInCall)
    }

    fn set_bit_rate(
        &mut self,
        now: Timestamp,
        friend: u32,
        sends: Capabilities,
        kbps: u32,
    ) -> Result<(), BitRateError> {
        self.apply(now, friend, Input::Change, |calls, _| {
            let call = calls.by_friend.get_mut(&friend);
            let is_news = call.is_some_and(|call| call.set_rate(sends, kbps));
            calls.say_change(friend, is_news);
        })
        .map_err(|_| BitRateError::FriendNotInCall)
    }

    /// Media learn of every change, the friend of those that matter to it.
    fn say_change(&mut self, friend: u32, is_news: bool) {
        if is_news {
            self.send_own(friend, Request::Push);
        }
        if let Some(terms) = self.terms(friend) {
            self.outputs.push_back(Output::Adapt { friend, terms });
        }
    }
}

#[cfg(test)]
mod tests;
