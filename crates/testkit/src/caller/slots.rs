//! Sections in which a caller hears one other each.

use jackfield_media::receiver::AudioReceiver;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{MediaKind, MediaLine, Mid, SessionError};

use super::FRAME_SAMPLES;
use super::config::{failed, receiver_config};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Slot>);

#[derive(Debug)]
struct Slot {
    mid: Mid,
    receiver: AudioReceiver,
    heard: Vec<i16>,
}

impl Slots {
    /// All audio of an answer after the first.
    pub(super) fn new(media: &[MediaLine]) -> Result<Self, SessionError> {
        let audio = media.iter().filter(|line| line.kind == MediaKind::Audio);
        let slots = audio.skip(1).map(|line| {
            Ok(Slot {
                mid: line.mid,
                receiver: AudioReceiver::new(&receiver_config()).map_err(failed)?,
                heard: Vec::new(),
            })
        });
        slots.collect::<Result<_, SessionError>>().map(Self)
    }

    pub(super) fn receiver(&mut self, mid: Mid) -> Option<&mut AudioReceiver> {
        let slot = self.0.iter_mut().find(|slot| slot.mid == mid)?;
        Some(&mut slot.receiver)
    }

    /// What came in one of them, from the first packet on.
    pub(super) fn heard(&self, mid: Mid) -> Option<&[i16]> {
        let slot = self.0.iter().find(|slot| slot.mid == mid)?;
        Some(&slot.heard)
    }

    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        let timeouts = self.0.iter().map(|slot| slot.receiver.next_timeout());
        timeouts.flatten().min()
    }

    pub(super) fn listen(&mut self, now: Timestamp) {
        let mut frame = [0; FRAME_SAMPLES];
        for slot in &mut self.0 {
            while slot.receiver.poll_frame(now, &mut frame).is_some() {
                slot.heard.extend_from_slice(&frame);
            }
        }
    }
}

#[cfg(test)]
mod tests;
