//! What a frame says of itself before anything is decoded: whether it is a key frame, and how
//! large a picture it makes.
//!
//! RFC 6386 §9.1; VP9 bit stream specification §6.2 and annex B.

use super::Codec;

/// After VP8's three bytes of frame tag, and in VP9's key frames.
const VP8_START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];
const VP9_SYNC_CODE: u32 = 0x49_83_42;
/// VP8's sides have 14 bits; the other two tell how to scale them for the screen.
const VP8_SIDE: u16 = 0x3fff;
const VP9_FRAME_MARKER: u32 = 0b10;
/// The upper bits of the byte before and after a superframe's index.
const SUPERFRAME_MARKER: u8 = 0b110;
const CS_RGB: u32 = 7;

/// Width and height in pixels.
pub type Size = (u32, u32);

/// Whether a frame says nothing by those before it, as far as its first bytes tell.
pub fn is_key_frame(codec: Codec, data: &[u8]) -> bool {
    match codec {
        Codec::Vp8 => vp8_size(data).is_some(),
        Codec::Vp9 => vp9_frames(data)
            .next()
            .is_some_and(|frame| vp9_frame(frame).is_some_and(|told| told.is_key)),
    }
}

/// The largest picture that the frame says it makes. None when it makes those of frames before.
pub fn largest_size(codec: Codec, data: &[u8]) -> Option<Size> {
    match codec {
        Codec::Vp8 => vp8_size(data),
        Codec::Vp9 => vp9_frames(data)
            .filter_map(|frame| match vp9_frame(frame)?.size {
                Vp9Size::Own(size) => Some(size),
                Vp9Size::OfReference => None,
            })
            .max_by_key(|(width, height)| u64::from(*width) * u64::from(*height)),
    }
}

/// Of a key frame; others have none.
fn vp8_size(data: &[u8]) -> Option<Size> {
    let [tag, _, _, a, b, c, w0, w1, h0, h1, ..] = *data else {
        return None;
    };
    let is_key = tag & 1 == 0 && [a, b, c] == VP8_START_CODE;
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & VP8_SIDE);
    is_key.then(|| (side(w0, w1), side(h0, h1)))
}

/// What a VP9 frame's uncompressed header says first.
struct Vp9Frame {
    is_key: bool,
    size: Vp9Size,
}

enum Vp9Size {
    Own(Size),
    /// That of a frame before.
    OfReference,
}

/// None when it is too short, shows a frame there is, or is none.
fn vp9_frame(data: &[u8]) -> Option<Vp9Frame> {
    let mut bits = Bits { data, read: 0 };
    if bits.take(2)? != VP9_FRAME_MARKER {
        return None;
    }
    let profile = bits.take(1)? | bits.take(1)? << 1;
    if profile == 3 {
        bits.take(1)?;
    }
    let shows_existing = bits.take(1)? == 1;
    if shows_existing {
        return None;
    }
    let is_key = bits.take(1)? == 0;
    let is_shown = bits.take(1)? == 1;
    let is_resilient = bits.take(1)? == 1;
    let size = if is_key {
        vp9_sync(&mut bits)?;
        vp9_colour(&mut bits, profile)?;
        Vp9Size::Own(vp9_size(&mut bits)?)
    } else {
        vp9_size_of_dependent(&mut bits, profile, is_shown, is_resilient)?
    };
    Some(Vp9Frame { is_key, size })
}

fn vp9_size_of_dependent(
    bits: &mut Bits<'_>,
    profile: u32,
    is_shown: bool,
    is_resilient: bool,
) -> Option<Vp9Size> {
    let is_intra = !is_shown && bits.take(1)? == 1;
    if !is_resilient {
        bits.take(2)?; // which contexts to reset
    }
    if is_intra {
        vp9_sync(bits)?;
        if profile > 0 {
            vp9_colour(bits, profile)?;
        }
    }
    bits.take(8)?; // which frames to replace
    if !is_intra {
        bits.take(3 * 4)?; // three references, and the signs of their biases
        for _ in 0..3 {
            let has_size_of_reference = bits.take(1)? == 1;
            if has_size_of_reference {
                return Some(Vp9Size::OfReference);
            }
        }
    }
    vp9_size(bits).map(Vp9Size::Own)
}

fn vp9_sync(bits: &mut Bits<'_>) -> Option<()> {
    (bits.take(24)? == VP9_SYNC_CODE).then_some(())
}

/// Colour space, range and subsampling.
fn vp9_colour(bits: &mut Bits<'_>, profile: u32) -> Option<()> {
    if profile >= 2 {
        bits.take(1)?; // ten or twelve bits
    }
    let space = bits.take(3)?;
    let has_subsampling = profile & 1 == 1;
    if space != CS_RGB {
        bits.take(1)?; // range
        if has_subsampling {
            bits.take(3)?;
        }
    } else if has_subsampling {
        bits.take(1)?;
    }
    Some(())
}

fn vp9_size(bits: &mut Bits<'_>) -> Option<Size> {
    Some((bits.take(16)? + 1, bits.take(16)? + 1))
}

/// The frames of a superframe, or the one frame there is.
fn vp9_frames(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut index = superframe_index(data).unwrap_or_default();
    let mut left = data;
    let mut is_single = index.count == 0;
    std::iter::from_fn(move || {
        if std::mem::take(&mut is_single) {
            return Some(data);
        }
        let len = index.next()?;
        let (frame, rest) = left.split_at_checked(len)?;
        left = rest;
        Some(frame)
    })
}

/// Lengths of a superframe's frames.
#[derive(Default)]
struct Index<'a> {
    count: usize,
    bytes_per_len: usize,
    lens: &'a [u8],
}

impl Index<'_> {
    fn next(&mut self) -> Option<usize> {
        self.count = self.count.checked_sub(1)?;
        let (len, rest) = self.lens.split_at_checked(self.bytes_per_len)?;
        self.lens = rest;
        Some(
            len.iter()
                .rev()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
        )
    }
}

fn superframe_index(data: &[u8]) -> Option<Index<'_>> {
    let marker = *data.last()?;
    if marker >> 5 != SUPERFRAME_MARKER {
        return None;
    }
    let count = usize::from(marker & 7) + 1;
    let bytes_per_len = usize::from(marker >> 3 & 3) + 1;
    let index_len = 2 + count * bytes_per_len;
    let index = data.get(data.len().checked_sub(index_len)?..)?;
    (index.first() == Some(&marker)).then_some(Index {
        count,
        bytes_per_len,
        lens: index.get(1..index_len - 1)?,
    })
}

/// Bits of a header, the highest of each byte first.
struct Bits<'a> {
    data: &'a [u8],
    read: usize,
}

impl Bits<'_> {
    /// At most 32.
    fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.data.get(self.read / 8)?;
            let bit = byte >> (7 - self.read % 8) & 1;
            value = value << 1 | u32::from(bit);
            self.read += 1;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests;
