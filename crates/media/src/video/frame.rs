//! Planar 4:2:0 pictures of eight bits: owned, borrowed, and borrowed to be written.
//!
//! One chroma sample stands for two by two of luma; an odd side has half a chroma sample more, so a
//! chroma plane is `(width + 1) / 2` by `(height + 1) / 2`.

use crate::error::MediaError;

/// The longest side, in pixels: what VP8's header can say.
pub const MAX_SIDE: u32 = 16_383;
/// Chroma that shows no colour.
const NO_COLOUR: u8 = 128;
/// Luma of black in studio range (BT.601).
const BLACK: u8 = 16;

/// A picture of somebody else's memory.
#[derive(Clone, Copy)]
pub struct I420Ref<'a> {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Luma: `height` rows, each `y_stride` after the one before.
    pub y: &'a [u8],
    /// Blue minus luma: `(height + 1) / 2` rows, each `uv_stride` after the one before.
    pub u: &'a [u8],
    /// Red minus luma, as `u`.
    pub v: &'a [u8],
    /// Bytes from one row of luma to the next.
    pub y_stride: usize,
    /// Bytes from one row of chroma to the next.
    pub uv_stride: usize,
}

/// A picture of somebody else's memory, to write into.
pub struct I420Mut<'a> {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// As [`I420Ref::y`].
    pub y: &'a mut [u8],
    /// As [`I420Ref::u`].
    pub u: &'a mut [u8],
    /// As [`I420Ref::v`].
    pub v: &'a mut [u8],
    /// As [`I420Ref::y_stride`].
    pub y_stride: usize,
    /// As [`I420Ref::uv_stride`].
    pub uv_stride: usize,
}

/// A picture with memory of its own: luma, then both chroma planes, without gaps.
#[derive(Clone, PartialEq, Eq)]
pub struct I420 {
    width: u32,
    height: u32,
    samples: Vec<u8>,
}

/// Samples of a picture's planes, without gaps.
#[derive(Clone, Copy)]
struct Layout {
    y: usize,
    chroma_width: usize,
    chroma: usize,
}

impl Layout {
    fn of(width: u32, height: u32) -> Result<Self, MediaError> {
        if width == 0 || height == 0 {
            return Err(MediaError::LocalMisuse("a picture without pixels"));
        }
        if width > MAX_SIDE || height > MAX_SIDE {
            return Err(MediaError::LocalMisuse(
                "a picture's side over 16383 pixels",
            ));
        }
        let (width, height) = (width as usize, height as usize);
        let chroma_width = width.div_ceil(2);
        Ok(Self {
            y: width * height,
            chroma_width,
            chroma: chroma_width * height.div_ceil(2),
        })
    }

    const fn total(self) -> usize {
        self.y + 2 * self.chroma
    }
}

impl I420 {
    /// A black picture.
    pub fn new(width: u32, height: u32) -> Result<Self, MediaError> {
        let layout = Layout::of(width, height)?;
        let mut samples = vec![NO_COLOUR; layout.total()];
        if let Some(luma) = samples.get_mut(..layout.y) {
            luma.fill(BLACK);
        }
        Ok(Self {
            width,
            height,
            samples,
        })
    }

    /// From the samples of its planes, luma first, without gaps.
    pub fn from_samples(width: u32, height: u32, samples: Vec<u8>) -> Result<Self, MediaError> {
        if samples.len() != Layout::of(width, height)?.total() {
            return Err(MediaError::LocalMisuse("a picture of another length"));
        }
        Ok(Self {
            width,
            height,
            samples,
        })
    }

    /// Bytes that a picture takes without gaps.
    pub fn len_of(width: u32, height: u32) -> Result<usize, MediaError> {
        Ok(Layout::of(width, height)?.total())
    }

    /// In pixels.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// In pixels.
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// All samples: luma, then both chroma planes, without gaps.
    pub fn samples(&self) -> &[u8] {
        &self.samples
    }

    /// Another size; the memory is used again, and what it shows is undefined.
    pub fn resize(&mut self, width: u32, height: u32) -> Result<(), MediaError> {
        let total = Layout::of(width, height)?.total();
        self.samples.resize(total, NO_COLOUR);
        (self.width, self.height) = (width, height);
        Ok(())
    }

    /// Become a copy of this picture; the memory is used again.
    pub fn copy_from(&mut self, picture: I420Ref<'_>) -> Result<(), MediaError> {
        picture.validate()?;
        self.width = picture.width;
        self.height = picture.height;
        picture.write_samples(&mut self.samples);
        Ok(())
    }

    /// To be read.
    pub fn as_ref(&self) -> I420Ref<'_> {
        let (width, chroma_width) = (self.width as usize, (self.width as usize).div_ceil(2));
        let (y, chroma) = self.samples.split_at(width * self.height as usize);
        let (u, v) = chroma.split_at(chroma.len() / 2);
        I420Ref {
            width: self.width,
            height: self.height,
            y,
            u,
            v,
            y_stride: width,
            uv_stride: chroma_width,
        }
    }

    /// To be written.
    pub fn as_mut(&mut self) -> I420Mut<'_> {
        let (width, chroma_width) = (self.width as usize, (self.width as usize).div_ceil(2));
        let (y, chroma) = self.samples.split_at_mut(width * self.height as usize);
        let (u, v) = chroma.split_at_mut(chroma.len() / 2);
        I420Mut {
            width: self.width,
            height: self.height,
            y,
            u,
            v,
            y_stride: width,
            uv_stride: chroma_width,
        }
    }
}

impl<'a> I420Ref<'a> {
    /// A view of planes that follow each other without gaps, as most interfaces hand them over.
    pub fn from_samples(width: u32, height: u32, samples: &'a [u8]) -> Result<Self, MediaError> {
        let layout = Layout::of(width, height)?;
        if samples.len() != layout.total() {
            return Err(MediaError::LocalMisuse("a picture of another length"));
        }
        let (y, chroma) = samples.split_at(layout.y);
        let (u, v) = chroma.split_at(layout.chroma);
        Ok(Self {
            width,
            height,
            y,
            u,
            v,
            y_stride: width as usize,
            uv_stride: layout.chroma_width,
        })
    }

    /// Whether each plane has all its rows. Whatever takes a picture here asks this first.
    pub fn validate(&self) -> Result<(), MediaError> {
        let layout = Layout::of(self.width, self.height)?;
        let (width, height) = (self.width as usize, self.height as usize);
        let chroma_rows = height.div_ceil(2);
        let whole = holds(self.y, self.y_stride, width, height)
            && holds(self.u, self.uv_stride, layout.chroma_width, chroma_rows)
            && holds(self.v, self.uv_stride, layout.chroma_width, chroma_rows);
        if whole {
            Ok(())
        } else {
            Err(MediaError::LocalMisuse("a picture with too short planes"))
        }
    }

    /// Whether there is anything between the rows of a plane.
    pub const fn has_gaps(&self) -> bool {
        let (chroma_width, _) = self.chroma_size();
        self.y_stride != self.width as usize || self.uv_stride != chroma_width as usize
    }

    /// Luma, row by row.
    pub fn y_rows(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        rows(self.y, self.y_stride, self.width, self.height)
    }

    /// Blue minus luma, row by row.
    pub fn u_rows(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (width, height) = self.chroma_size();
        rows(self.u, self.uv_stride, width, height)
    }

    /// Red minus luma, row by row.
    pub fn v_rows(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let (width, height) = self.chroma_size();
        rows(self.v, self.uv_stride, width, height)
    }

    /// Width and height of a chroma plane.
    pub const fn chroma_size(&self) -> (u32, u32) {
        (self.width.div_ceil(2), self.height.div_ceil(2))
    }

    /// Replace `samples` by this picture's, without gaps.
    pub fn write_samples(&self, samples: &mut Vec<u8>) {
        samples.clear();
        for row in self.y_rows().chain(self.u_rows()).chain(self.v_rows()) {
            samples.extend_from_slice(row);
        }
    }

    /// A copy with memory of its own.
    pub fn to_owned(&self) -> Result<I420, MediaError> {
        self.validate()?;
        let mut samples = Vec::with_capacity(I420::len_of(self.width, self.height)?);
        self.write_samples(&mut samples);
        I420::from_samples(self.width, self.height, samples)
    }
}

impl I420Mut<'_> {
    /// To be read.
    pub fn as_ref(&self) -> I420Ref<'_> {
        I420Ref {
            width: self.width,
            height: self.height,
            y: self.y,
            u: self.u,
            v: self.v,
            y_stride: self.y_stride,
            uv_stride: self.uv_stride,
        }
    }
}

/// Whether a plane has all rows; the last one need not be as long as the stride.
fn holds(plane: &[u8], stride: usize, width: usize, height: usize) -> bool {
    let before_last = stride.checked_mul(height.saturating_sub(1));
    let wanted = before_last.and_then(|before| before.checked_add(width));
    stride >= width && wanted.is_some_and(|wanted| plane.len() >= wanted)
}

fn rows(plane: &[u8], stride: usize, width: u32, height: u32) -> impl Iterator<Item = &[u8]> {
    plane
        .chunks(stride.max(1))
        .take(height as usize)
        .map(move |row| row.get(..width as usize).unwrap_or(row))
}

impl std::fmt::Debug for I420 {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "I420({}x{})", self.width, self.height)
    }
}

impl std::fmt::Debug for I420Ref<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "I420Ref({}x{})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests;
