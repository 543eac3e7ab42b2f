//! What a caller is told to offer, and what follows from that.

use std::time::Duration;

use jackfield_media::receiver::ReceiverConfig;
use jackfield_media::rtp::PayloadType;
use jackfield_media::sender::SenderConfig;
use jackfield_webrtc::{Codec, Direction, DtlsVersion, MediaKind, MediaRequest, SessionError};

use super::RATE;

/// What a caller offers.
#[derive(Debug, Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is offered or not, by itself"
)]
pub struct CallerConfig {
    /// As seen from the caller.
    pub direction: Direction,
    /// Offer a video section too.
    pub video: bool,
    /// Offer RED beside Opus, and send it when it is taken.
    pub red: bool,
    /// Send Opus with in-band FEC.
    pub fec: bool,
    /// Offer a data channel.
    pub channel: bool,
    /// Offer so many audio sections beside the first, to hear somebody apart in each.
    pub slots: usize,
    /// Which DTLS to speak.
    pub dtls: DtlsVersion,
    /// What to send while nothing is said.
    pub pauses: Pauses,
}

/// What a caller sends while it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pauses {
    /// Nothing at all.
    #[default]
    Nothing,
    /// Silence, as a microphone does.
    Silence,
}

impl Default for CallerConfig {
    fn default() -> Self {
        Self {
            direction: Direction::SendRecv,
            video: false,
            red: false,
            fec: true,
            channel: false,
            slots: 0,
            dtls: DtlsVersion::Auto,
            pauses: Pauses::default(),
        }
    }
}

pub(super) fn codecs(config: &CallerConfig) -> Vec<Codec> {
    let mut codecs = vec![Codec::Opus];
    if config.red {
        codecs.push(Codec::Red);
    }
    if config.video {
        codecs.push(Codec::Vp8);
    }
    codecs
}

pub(super) fn media(config: &CallerConfig) -> Vec<MediaRequest> {
    let mut kinds = vec![MediaKind::Audio];
    if config.video {
        kinds.push(MediaKind::Video);
    }
    let direction = config.direction;
    let slot = MediaRequest {
        kind: MediaKind::Audio,
        direction: Direction::RecvOnly,
    };
    kinds
        .into_iter()
        .map(|kind| MediaRequest { kind, direction })
        .chain(std::iter::repeat_n(slot, config.slots))
        .collect()
}

pub(super) fn failed(error: jackfield_media::MediaError) -> SessionError {
    SessionError::Failed(error.to_string())
}

pub(super) fn sender_config(config: &CallerConfig, opus: PayloadType) -> SenderConfig {
    SenderConfig {
        bitrate: 32_000,
        complexity: 5,
        playout_limit: Duration::from_secs(1),
        opus_payload_type: opus,
        red_distance: config.red.then_some(1),
        fec: config.fec,
    }
}

pub(super) fn receiver_config() -> ReceiverConfig {
    ReceiverConfig {
        sample_rate: RATE,
        max_target_delay: Duration::from_millis(400),
        ..ReceiverConfig::default()
    }
}

#[cfg(test)]
mod tests;
