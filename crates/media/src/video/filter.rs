//! What can be done to a picture on its way, one after the other.

mod blur;

pub use blur::Blur;

use super::frame::{I420, I420Mut, I420Ref};
use crate::error::MediaError;

/// Luma of black and white in studio range (BT.601).
const BLACK: i32 = 16;
const WHITE: i32 = 235;
/// Luma that contrast leaves as it is.
const MIDDLE: f32 = 125.5;
const NO_COLOUR: u8 = 128;
const MAX_BRIGHTNESS: i16 = 219;
const MAX_CONTRAST: f32 = 10.0;

/// Changes a picture in place. Any function of a picture is one.
pub trait Filter: Send {
    /// Change it. Its size stays.
    fn apply(&mut self, picture: &mut I420Mut<'_>);
}

impl<F: FnMut(&mut I420Mut<'_>) + Send> Filter for F {
    fn apply(&mut self, picture: &mut I420Mut<'_>) {
        self(picture);
    }
}

/// Filters in their order. Without any, pictures pass untouched and uncopied.
#[derive(Default)]
pub struct Chain {
    filters: Vec<Box<dyn Filter>>,
    /// What filters write into: the picture before them is somebody else's.
    picture: Option<I420>,
}

impl Chain {
    /// Without filters.
    pub const fn new() -> Self {
        Self {
            filters: Vec::new(),
            picture: None,
        }
    }

    /// With one more, after those that are there.
    #[must_use]
    pub fn with(mut self, filter: impl Filter + 'static) -> Self {
        self.push(Box::new(filter));
        self
    }

    /// One more, after those that are there.
    pub fn push(&mut self, filter: Box<dyn Filter>) {
        self.filters.push(filter);
    }

    /// Without any again.
    pub fn clear(&mut self) {
        self.filters.clear();
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.filters.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// The picture after all of them. Memory is kept from picture to picture.
    pub fn process<'a>(&'a mut self, picture: I420Ref<'a>) -> Result<I420Ref<'a>, MediaError> {
        if self.filters.is_empty() {
            return Ok(picture);
        }
        let copy = match &mut self.picture {
            Some(copy) => {
                copy.copy_from(picture)?;
                copy
            }
            empty => empty.insert(picture.to_owned()?),
        };
        let mut view = copy.as_mut();
        for filter in &mut self.filters {
            filter.apply(&mut view);
        }
        Ok(copy.as_ref())
    }
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Chain({} filters)", self.filters.len())
    }
}

/// Lighter or darker by the same amount everywhere.
#[derive(Debug, Clone, Copy)]
pub struct Brightness(i16);

impl Brightness {
    /// From -219, all black, to 219, all white: steps of luma.
    pub fn new(steps: i16) -> Result<Self, MediaError> {
        if steps.unsigned_abs() > MAX_BRIGHTNESS.unsigned_abs() {
            return Err(MediaError::LocalMisuse("brightness is from -219 to 219"));
        }
        Ok(Self(steps))
    }
}

impl Filter for Brightness {
    fn apply(&mut self, picture: &mut I420Mut<'_>) {
        let steps = i32::from(self.0);
        map_luma(picture, &table(|luma| luma + steps));
    }
}

/// Light and dark further apart, or closer together.
#[derive(Debug, Clone, Copy)]
pub struct Contrast(f32);

impl Contrast {
    /// From 0, all grey, over 1, as it is, to 10.
    pub fn new(factor: f32) -> Result<Self, MediaError> {
        if !(0.0..=MAX_CONTRAST).contains(&factor) {
            return Err(MediaError::LocalMisuse("contrast is from 0 to 10"));
        }
        Ok(Self(factor))
    }
}

impl Filter for Contrast {
    fn apply(&mut self, picture: &mut I420Mut<'_>) {
        let factor = self.0;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a few thousand at most"
        )]
        let stretch = |luma: i32| ((luma as f32 - MIDDLE) * factor + MIDDLE).round() as i32;
        map_luma(picture, &table(stretch));
    }
}

/// Without colours.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grayscale;

impl Filter for Grayscale {
    fn apply(&mut self, picture: &mut I420Mut<'_>) {
        picture.u.fill(NO_COLOUR);
        picture.v.fill(NO_COLOUR);
    }
}

/// Left and right exchanged, as one knows oneself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mirror;

impl Filter for Mirror {
    fn apply(&mut self, picture: &mut I420Mut<'_>) {
        let width = picture.width as usize;
        let chroma_width = width.div_ceil(2);
        reverse_rows(picture.y, picture.y_stride, width);
        reverse_rows(picture.u, picture.uv_stride, chroma_width);
        reverse_rows(picture.v, picture.uv_stride, chroma_width);
    }
}

/// What becomes of each luma, within black and white.
fn table(change: impl Fn(i32) -> i32) -> [u8; 256] {
    let mut table = [0; 256];
    for (luma, entry) in (0..).zip(&mut table) {
        *entry = u8::try_from(change(luma).clamp(BLACK, WHITE)).unwrap_or_default();
    }
    table
}

fn map_luma(picture: &mut I420Mut<'_>, table: &[u8; 256]) {
    for luma in &mut *picture.y {
        // A table of 256 has an entry for every byte.
        *luma = table.get(usize::from(*luma)).copied().unwrap_or_default();
    }
}

fn reverse_rows(plane: &mut [u8], stride: usize, width: usize) {
    for row in plane.chunks_mut(stride) {
        if let Some(row) = row.get_mut(..width) {
            row.reverse();
        }
    }
}

#[cfg(test)]
mod tests;
