//! The negotiated audio section of a session.

use std::sync::Arc;

use jackfield_media::receiver::Encoding;
use jackfield_media::sender::SentPacket;
use jackfield_webrtc::{Codec, Direction, MediaKind, MediaLine, Mid, OutgoingRtp};

/// Its name and its payload types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub(crate) mid: Mid,
    pub(crate) opus: u8,
    pub(crate) red: Option<u8>,
    pub(crate) sends: bool,
    pub(crate) receives: bool,
}

impl Section {
    /// `None` for what is no audio, or has no Opus.
    pub(crate) fn new(line: &MediaLine) -> Option<Self> {
        if line.kind != MediaKind::Audio {
            return None;
        }
        Some(Self {
            mid: line.mid,
            opus: line.payload_type(Codec::Opus)?,
            red: line.payload_type(Codec::Red),
            sends: line.direction.sends(),
            receives: matches!(line.direction, Direction::SendRecv | Direction::RecvOnly),
        })
    }

    /// What a payload type stands for.
    pub(crate) fn encoding(&self, payload_type: u8) -> Option<Encoding> {
        if payload_type == self.opus {
            Some(Encoding::Opus)
        } else if Some(payload_type) == self.red {
            Some(Encoding::Red)
        } else {
            None
        }
    }

    pub(crate) fn packet(&self, sent: &SentPacket, sequence: u64, payload: &[u8]) -> OutgoingRtp {
        OutgoingRtp {
            mid: self.mid,
            payload_type: self.red.filter(|_| sent.red).unwrap_or(self.opus),
            sequence,
            rtp_time: sent.rtp_time,
            marker: sent.marker,
            audio_level: i8::try_from(sent.level.minus_dbov())
                .ok()
                .map(|level| -level),
            nackable: false,
            payload: Arc::from(payload),
        }
    }
}

#[cfg(test)]
mod tests;
