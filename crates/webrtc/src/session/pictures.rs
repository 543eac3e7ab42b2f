//! Pictures of VP8 (RFC 7741) on their way from one session to others.

use jackfield_media::time::Timestamp;
use str0m::rtp::{Vp8Descriptor, Vp8Patch};

use super::Session;
use crate::types::{Codec, OutgoingRtp, Picture, PictureNumbers};

/// A picture id may have 7 bits instead of 15.
const SHORT_ID: u16 = 0x7f;

/// What a payload says of its picture; `None` for other formats, and for what cannot be read.
pub(super) fn of(codec: Option<Codec>, payload: &[u8]) -> Option<Picture> {
    if codec != Some(Codec::Vp8) {
        return None;
    }
    let descriptor = Vp8Descriptor::parse(payload).ok()?;
    Some(Picture {
        starts_key_frame: descriptor.starts_keyframe(payload),
        numbers: PictureNumbers {
            id: descriptor.picture_id(),
            base: descriptor.tl0_pic_idx(),
        },
    })
}

impl Session {
    /// Queues a packet of VP8 with other numbers than its own; those that it has not are left out.
    /// False when its section is not there to send in.
    pub fn write_picture(
        &mut self,
        now: Timestamp,
        packet: OutgoingRtp,
        numbers: PictureNumbers,
    ) -> bool {
        self.advance(now);
        let found = Vp8Descriptor::parse(&packet.payload).ok();
        let patch = found.and_then(|found| {
            let short = PictureNumbers {
                id: numbers.id.map(|id| id & SHORT_ID),
                ..numbers
            };
            patch(&found, numbers).or_else(|| patch(&found, short))
        });
        self.transmit(packet, patch)
    }
}

/// `None` when a number has more bits than there is room for.
fn patch(found: &Vp8Descriptor, numbers: PictureNumbers) -> Option<Vp8Patch> {
    let mut patch = found.patch();
    if let (Some(_), Some(id)) = (found.picture_id(), numbers.id) {
        patch = patch.picture_id(id);
    }
    if let (Some(_), Some(base)) = (found.tl0_pic_idx(), numbers.base) {
        patch = patch.tl0_pic_idx(base);
    }
    patch.build().ok()
}

#[cfg(test)]
mod tests;
