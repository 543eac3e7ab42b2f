//! What a program does with calls. Tox is asked before a lock is taken.

use jackfield_media::time::Timestamp;

use super::ToxAv;
use crate::config::{is_audio_rate, is_video_rate};
use crate::error::{AnswerError, BitRateError, CallError, ControlError};
use crate::event::Control;
use crate::network::Network;
use crate::state::State;

impl<N: Network> ToxAv<N> {
    /// Call a friend; a medium whose rate is 0 is not sent (kbit/s).
    pub fn call(
        &self,
        now: Timestamp,
        friend: u32,
        audio_kbps: u32,
        video_kbps: u32,
    ) -> Result<(), CallError> {
        if !is_audio_rate(audio_kbps) || !is_video_rate(video_kbps) {
            return Err(CallError::InvalidBitRate);
        }
        if !self.network.knows(friend) {
            return Err(CallError::FriendNotFound);
        }
        if !self.network.is_online(friend) {
            return Err(CallError::FriendNotConnected);
        }
        self.signal(|calls| calls.call(now, friend, audio_kbps, video_kbps), now)?;
        // Taken back already: Tox did not take it.
        let is_sent = self.state(friend) != State::Idle;
        is_sent.then_some(()).ok_or(CallError::Sync)
    }

    /// Answer a friend's call; a medium whose rate is 0 is not sent (kbit/s).
    pub fn answer(
        &self,
        now: Timestamp,
        friend: u32,
        audio_kbps: u32,
        video_kbps: u32,
    ) -> Result<(), AnswerError> {
        if !self.network.knows(friend) {
            return Err(AnswerError::FriendNotFound);
        }
        if !is_audio_rate(audio_kbps) || !is_video_rate(video_kbps) {
            return Err(AnswerError::InvalidBitRate);
        }
        self.signal(
            |calls| calls.answer(now, friend, audio_kbps, video_kbps),
            now,
        )
    }

    /// Change what is sent or taken, or end the call.
    pub fn control(
        &self,
        now: Timestamp,
        friend: u32,
        control: Control,
    ) -> Result<(), ControlError> {
        if !self.network.knows(friend) {
            return Err(ControlError::FriendNotFound);
        }
        self.signal(|calls| calls.control(now, friend, control), now)
    }

    /// Send audio at another rate, or not (kbit/s).
    pub fn set_audio_bit_rate(
        &self,
        now: Timestamp,
        friend: u32,
        kbps: u32,
    ) -> Result<(), BitRateError> {
        self.check_rate(friend, is_audio_rate(kbps))?;
        self.signal(|calls| calls.set_audio_bit_rate(now, friend, kbps), now)
    }

    /// Send video at another rate, or not (kbit/s).
    pub fn set_video_bit_rate(
        &self,
        now: Timestamp,
        friend: u32,
        kbps: u32,
    ) -> Result<(), BitRateError> {
        self.check_rate(friend, is_video_rate(kbps))?;
        self.signal(|calls| calls.set_video_bit_rate(now, friend, kbps), now)
    }

    /// Hang up everywhere.
    pub fn kill(&self, now: Timestamp) {
        self.signal(|calls| calls.kill(now), now);
    }

    fn check_rate(&self, friend: u32, is_rate: bool) -> Result<(), BitRateError> {
        if !self.network.knows(friend) {
            return Err(BitRateError::FriendNotFound);
        }
        is_rate.then_some(()).ok_or(BitRateError::InvalidBitRate)
    }
}

#[cfg(test)]
mod tests;
