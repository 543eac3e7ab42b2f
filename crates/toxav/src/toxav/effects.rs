//! What a program has done to its calls' audio and pictures.

use std::sync::Arc;

use super::ToxAv;
use crate::effects::{AudioEffects, VideoEffects};
use crate::error::EffectsError;
use crate::lanes::Lanes;
use crate::network::Network;

/// Each of these holds from the next frame to the end of the call, and sets all effects of its kind.
impl<N: Network> ToxAv<N> {
    /// Do this to the audio that a friend is sent.
    pub fn set_sent_audio_effects(
        &self,
        friend: u32,
        effects: AudioEffects,
    ) -> Result<(), EffectsError> {
        let lanes = self.call_with(friend)?;
        effects.validate_sent()?;
        lanes.set_sent_audio_effects(effects);
        Ok(())
    }

    /// Do this to the audio that comes from a friend, before the program gets it.
    pub fn set_received_audio_effects(
        &self,
        friend: u32,
        effects: AudioEffects,
    ) -> Result<(), EffectsError> {
        let lanes = self.call_with(friend)?;
        effects.validate_received()?;
        lanes.set_received_audio_effects(effects);
        Ok(())
    }

    /// Do this to the pictures that a friend is sent; not to frames that are forwarded.
    pub fn set_sent_video_effects(
        &self,
        friend: u32,
        effects: VideoEffects,
    ) -> Result<(), EffectsError> {
        let lanes = self.call_with(friend)?;
        effects.validate()?;
        lanes.set_sent_video_effects(effects);
        Ok(())
    }

    fn call_with(&self, friend: u32) -> Result<Arc<Lanes>, EffectsError> {
        if !self.network.knows(friend) {
            return Err(EffectsError::FriendNotFound);
        }
        self.lanes(friend).ok_or(EffectsError::FriendNotInCall)
    }
}
