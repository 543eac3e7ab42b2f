//! What a program is told, and what it can do to a call.

use std::ops::BitOr;

use crate::msi::Capabilities;

/// What happened, in the order in which it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A friend calls.
    Call {
        /// Who.
        friend: u32,
        /// Whether the friend is going to send audio.
        audio: bool,
        /// Whether the friend is going to send video.
        video: bool,
    },
    /// The call was answered, or is over, or the friend sends or takes something else than before.
    CallState {
        /// With whom.
        friend: u32,
        /// What the friend does.
        state: CallState,
    },
    /// The line does not carry the audio: less is proposed.
    AudioBitRate {
        /// To whom.
        friend: u32,
        /// Proposed, in kbit/s.
        kbps: u32,
    },
    /// The line does not carry the video: less is proposed.
    VideoBitRate {
        /// To whom.
        friend: u32,
        /// Proposed, in kbit/s.
        kbps: u32,
    },
}

impl Event {
    /// Whether it says that a call is over.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::CallState { state, .. } if state.is_end())
    }
}

/// A mask of what a friend does in a call (`Toxav_Friend_Call_State`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallState(u32);

impl CallState {
    /// Nothing: the friend has paused.
    pub const NONE: Self = Self(0);
    /// The call is over because something went wrong.
    pub const ERROR: Self = Self(1);
    /// The call is over.
    pub const FINISHED: Self = Self(2);
    /// The friend sends audio.
    pub const SENDING_A: Self = Self(4);
    /// The friend sends video.
    pub const SENDING_V: Self = Self(8);
    /// The friend takes audio.
    pub const ACCEPTING_A: Self = Self(16);
    /// The friend takes video.
    pub const ACCEPTING_V: Self = Self(32);

    /// As the header has it.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether all of `other` is in it.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the call is over.
    pub const fn is_end(self) -> bool {
        self.0 & (Self::ERROR.0 | Self::FINISHED.0) != 0
    }
}

impl BitOr for CallState {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl From<Capabilities> for CallState {
    fn from(capabilities: Capabilities) -> Self {
        Self(u32::from(capabilities.bits()))
    }
}

/// What can be done to a call (`Toxav_Call_Control`). To mute and to hide is about what the friend
/// sends to us, not about our microphone and camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Control {
    /// Go on after a pause.
    Resume = 0,
    /// Send and receive nothing.
    Pause = 1,
    /// Refuse, cancel or hang up.
    Cancel = 2,
    /// Ask the friend to send no audio.
    MuteAudio = 3,
    /// Ask the friend for audio again.
    UnmuteAudio = 4,
    /// Ask the friend to send no video.
    HideVideo = 5,
    /// Ask the friend for video again.
    ShowVideo = 6,
}

impl TryFrom<i32> for Control {
    /// The number that is none of a control's.
    type Error = i32;

    fn try_from(number: i32) -> Result<Self, i32> {
        Ok(match number {
            0 => Self::Resume,
            1 => Self::Pause,
            2 => Self::Cancel,
            3 => Self::MuteAudio,
            4 => Self::UnmuteAudio,
            5 => Self::HideVideo,
            6 => Self::ShowVideo,
            other => return Err(other),
        })
    }
}

/// Which callbacks a program has. Who cannot be told of calls refuses them, and who receives no
/// frames has no media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four callbacks, each there or not"
)]
pub struct Registered {
    /// `toxav_callback_call`.
    pub call: bool,
    /// `toxav_callback_call_state`.
    pub call_state: bool,
    /// `toxav_callback_audio_receive_frame`.
    pub audio_frame: bool,
    /// `toxav_callback_video_receive_frame`.
    pub video_frame: bool,
}

impl Registered {
    /// All of them.
    pub const ALL: Self = Self {
        call: true,
        call_state: true,
        audio_frame: true,
        video_frame: true,
    };

    /// Whether somebody receives frames.
    pub const fn receives_frames(self) -> bool {
        self.audio_frame || self.video_frame
    }
}

#[cfg(test)]
mod tests;
