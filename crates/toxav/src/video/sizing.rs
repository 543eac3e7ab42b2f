//! How large the pictures are that are sent: smaller ones where those of the program do not fit the rate.
//!
//! A picture that is large for its rate is coarse whatever is done, its key frames take as much as a second of
//! others, and after them everything stands still. So it is made smaller where that shows: a frame is too large, or
//! too many were left out. It grows again when it is fine enough. Another size begins with a key frame.

use jackfield_media::MediaError;
use jackfield_media::video::{Fit, I420Ref, Scaler};

/// What is sent of a side, as numerator and denominator.
const SHARES: [(u32, u32); 5] = [(1, 1), (3, 4), (1, 2), (3, 8), (1, 4)];
/// Smaller pictures than this show too little (pixels): 160×90.
const LEAST_PIXELS: u32 = 160 * 90;
/// What a key frame may take at most, and another frame: time at the rate (ms).
const LARGEST_KEY_FRAME_MS: usize = 300;
const LARGEST_FRAME_MS: usize = 500;
/// Of so many pictures, a second's, no more than one in three may be left out.
const LOOK_AT: u32 = 30;
const LEFT_OUT_SHARE: u32 = 3;
/// Pictures that are this fine on the mean may be larger: half as coarse as can be.
const FINE: u32 = 28;

/// The size of what is sent in one call.
#[derive(Debug, Default)]
pub(super) struct Sizing {
    /// Which of the shares.
    step: usize,
    scaler: Option<Scaler>,
    /// Pictures in the last second, and those of them that were left out.
    offered: u32,
    left_out: u32,
    /// Whether the second before had too many.
    is_behind: bool,
    /// Since the last key frame: frames, and how coarse they were in all.
    frames: u32,
    coarse: u32,
}

impl Sizing {
    /// The picture in the size that is sent.
    pub(super) fn fit<'a>(&'a mut self, picture: I420Ref<'a>) -> Result<I420Ref<'a>, MediaError> {
        let (width, height) = sides((picture.width, picture.height), self.step);
        if (width, height) == (picture.width, picture.height) {
            return Ok(picture);
        }
        let scaler = match self.scaler.take() {
            Some(scaler) if scaler.size() == (width, height) => scaler,
            _ => Scaler::new(width, height, Fit::Stretch)?,
        };
        self.scaler.insert(scaler).scale(picture)
    }

    /// Whether a frame of so many bytes is more than the rate (kbit/s) can carry.
    pub(super) const fn is_too_large(len: usize, is_key: bool, kbps: u32) -> bool {
        let limit = if is_key {
            LARGEST_KEY_FRAME_MS
        } else {
            LARGEST_FRAME_MS
        };
        len * 8 > kbps as usize * limit
    }

    /// Whether so many pictures were left out that they should be smaller.
    pub(super) const fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Next time smaller, if pictures of this size can be.
    pub(super) fn shrink(&mut self, size: (u32, u32)) -> bool {
        let (width, height) = sides(size, self.step + 1);
        let may = self.step + 1 < SHARES.len() && width * height >= LEAST_PIXELS;
        if may {
            self.begin(self.step + 1);
        }
        self.is_behind = false;
        may
    }

    /// Next time larger, if what was sent since the last key frame was fine enough.
    pub(super) fn grow_if_fine(&mut self) {
        if self.step > 0 && self.frames > 0 && self.coarse <= self.frames * FINE {
            self.begin(self.step - 1);
        }
        (self.frames, self.coarse) = (0, 0);
    }

    /// Next time as large as the pictures are.
    pub(super) fn restore(&mut self) -> bool {
        let is_smaller = self.step > 0;
        if is_smaller {
            self.begin(0);
        }
        is_smaller
    }

    /// A picture was offered; it was left out, or sent this coarse.
    pub(super) fn note(&mut self, quantizer: Option<u32>) {
        match quantizer {
            Some(quantizer) => {
                self.frames += 1;
                self.coarse += quantizer;
            }
            None => self.left_out += 1,
        }
        self.offered += 1;
        if self.offered == LOOK_AT {
            self.is_behind = self.left_out * LEFT_OUT_SHARE > LOOK_AT;
            (self.offered, self.left_out) = (0, 0);
        }
    }

    fn begin(&mut self, step: usize) {
        *self = Self {
            step,
            scaler: self.scaler.take(),
            ..Self::default()
        };
    }
}

/// Sides of what is sent; even, unless they are those of the picture.
fn sides((width, height): (u32, u32), step: usize) -> (u32, u32) {
    let (of, all) = SHARES.get(step).copied().unwrap_or((1, 1));
    if of == all {
        return (width, height);
    }
    let share = |side: u32| (side * of / all / 2 * 2).max(2);
    (share(width), share(height))
}

#[cfg(test)]
mod tests;
