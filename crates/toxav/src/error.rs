//! What the functions of `toxav.h` can fail with, by the numbers they have there.

use thiserror::Error;

/// Why nobody was called (`Toxav_Err_Call`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[repr(i32)]
pub enum CallError {
    /// No memory for the call.
    #[error("no memory for the call")]
    Malloc = 1,
    /// The invitation could not be handed to Tox.
    #[error("the invitation could not be sent")]
    Sync = 2,
    /// The friend number is unknown.
    #[error("there is no such friend")]
    FriendNotFound = 3,
    /// The friend is offline.
    #[error("the friend is not connected")]
    FriendNotConnected = 4,
    /// There is a call with this friend.
    #[error("there is a call with this friend already")]
    FriendAlreadyInCall = 5,
    /// Audio: 0 or 6 to 510 kbit/s; video: up to 1,000,000 kbit/s.
    #[error("audio takes 0 or 6 to 510 kbit/s, video up to 1000000 kbit/s")]
    InvalidBitRate = 6,
}

/// Why a call was not answered (`Toxav_Err_Answer`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[repr(i32)]
pub enum AnswerError {
    /// There is a call, but not one that waits for an answer.
    #[error("the call does not wait for an answer")]
    Sync = 1,
    /// Neither audio nor video would be received by anybody, or no codec could be made.
    #[error("nothing receives frames, or no codec could be made")]
    CodecInitialization = 2,
    /// The friend number is unknown.
    #[error("there is no such friend")]
    FriendNotFound = 3,
    /// The friend does not call.
    #[error("the friend is not calling")]
    FriendNotCalling = 4,
    /// Audio: 0 or 6 to 510 kbit/s; video: up to 1,000,000 kbit/s.
    #[error("audio takes 0 or 6 to 510 kbit/s, video up to 1000000 kbit/s")]
    InvalidBitRate = 5,
}

/// Why a call was not controlled (`Toxav_Err_Call_Control`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[repr(i32)]
pub enum ControlError {
    /// The change could not be handed to Tox.
    #[error("the change could not be sent")]
    Sync = 1,
    /// The friend number is unknown.
    #[error("there is no such friend")]
    FriendNotFound = 2,
    /// There is no call with the friend, or it is not answered yet.
    #[error("there is no such call with the friend")]
    FriendNotInCall = 3,
    /// To resume what is not paused, to pause what is, to mute what is muted.
    #[error("the call is not in the state that this would change")]
    InvalidTransition = 4,
}

/// Why a bit rate was not set (`Toxav_Err_Bit_Rate_Set`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[repr(i32)]
pub enum BitRateError {
    /// The change could not be handed to Tox.
    #[error("the change could not be sent")]
    Sync = 1,
    /// Audio: 0 or 6 to 510 kbit/s; video: up to 1,000,000 kbit/s.
    #[error("audio takes 0 or 6 to 510 kbit/s, video up to 1000000 kbit/s")]
    InvalidBitRate = 2,
    /// The friend number is unknown.
    #[error("there is no such friend")]
    FriendNotFound = 3,
    /// There is no call with the friend, or it is not answered yet.
    #[error("there is no call with the friend")]
    FriendNotInCall = 4,
}

/// Why a frame was not sent (`Toxav_Err_Send_Frame`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[repr(i32)]
pub enum SendFrameError {
    /// No samples, or a plane is missing.
    #[error("the frame has no data")]
    Null = 1,
    /// The friend number is unknown.
    #[error("there is no such friend")]
    FriendNotFound = 2,
    /// There is no call with the friend, or it is not answered yet.
    #[error("there is no call with the friend")]
    FriendNotInCall = 3,
    /// Another thread is sending to this friend.
    #[error("another thread is sending to this friend")]
    Sync = 4,
    /// No codec takes a frame of this size, rate or number of channels.
    #[error("no codec takes a frame of this size, rate or number of channels")]
    Invalid = 5,
    /// We do not send this kind of media now, or the friend does not want it.
    #[error("this kind of media is switched off, here or by the friend")]
    PayloadTypeDisabled = 6,
    /// Tox took no packet of the frame.
    #[error("no packet of the frame could be sent")]
    RtpFailed = 7,
}

/// Why effects were not set (`Jackfield_Tox_Err_Effects`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[repr(i32)]
pub enum EffectsError {
    /// No effects were given.
    #[error("no effects were given")]
    Null = 1,
    /// The friend number is unknown.
    #[error("there is no such friend")]
    FriendNotFound = 2,
    /// There is no call with the friend, or it is not answered yet.
    #[error("there is no call with the friend")]
    FriendNotInCall = 3,
    /// The gain is over 60 dB, or no number.
    #[error("gain_db is at most 60")]
    Gain = 4,
    /// Echo is cancelled in what is sent only.
    #[error("echo_cancellation is for audio that is sent")]
    EchoCancellation = 5,
    /// The brightness is out of its range.
    #[error("brightness is from -219 to 219")]
    Brightness = 6,
    /// The contrast is out of its range.
    #[error("contrast is from 0 to 10")]
    Contrast = 7,
    /// The radius of the blur is out of its range.
    #[error("blur is from 0 to 100")]
    Blur = 8,
}

/// Why Tox took no packet; the numbers are those of `Tox_Err_Friend_Custom_Packet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[repr(i32)]
pub enum SendError {
    /// The friend number is unknown.
    #[error("there is no such friend")]
    FriendNotFound = 2,
    /// The friend is offline.
    #[error("the friend is not connected")]
    FriendNotConnected = 3,
    /// The first byte is none of a custom packet.
    #[error("the packet's first byte is none of a custom packet")]
    Invalid = 4,
    /// There are no bytes.
    #[error("the packet is empty")]
    Empty = 5,
    /// Over 1373 bytes.
    #[error("the packet is longer than 1373 bytes")]
    TooLong = 6,
    /// The connection's queue is full.
    #[error("the connection's queue is full")]
    QueueFull = 7,
}

#[cfg(test)]
mod tests;
