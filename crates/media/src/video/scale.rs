//! Pictures of another size, by `fast_image_resize`.

use fast_image_resize as resize;
use resize::images::{Image, ImageRef};

use super::frame::{I420, I420Ref};
use crate::error::MediaError;

/// What to do when the shapes differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// Show all of it, out of shape.
    Stretch,
    /// Fill the picture; what stands out on two sides is cut off.
    Crop,
    /// Show all of it, with black bars on two sides.
    #[default]
    Letterbox,
}

/// Part of a picture, in pixels; even places, so that chroma has them too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Area {
    const fn whole(width: u32, height: u32) -> Self {
        Self {
            left: 0,
            top: 0,
            width,
            height,
        }
    }

    /// The largest one in the middle of `outer` with the shape of `shape`.
    fn inside(outer: (u32, u32), shape: (u32, u32)) -> Self {
        let (outer_width, outer_height) = (u64::from(outer.0), u64::from(outer.1));
        let (shape_width, shape_height) = (u64::from(shape.0), u64::from(shape.1));
        let is_wider = shape_width * outer_height >= outer_width * shape_height;
        let (width, height) = if is_wider {
            (
                outer.0,
                even(outer_width * shape_height / shape_width, outer.1),
            )
        } else {
            (
                even(outer_height * shape_width / shape_height, outer.0),
                outer.1,
            )
        };
        Self {
            left: (outer.0 - width) / 4 * 2,
            top: (outer.1 - height) / 4 * 2,
            width,
            height,
        }
    }

    /// In a plane of chroma.
    const fn halved(self) -> Self {
        Self {
            left: self.left / 2,
            top: self.top / 2,
            width: self.width.div_ceil(2),
            height: self.height.div_ceil(2),
        }
    }
}

/// An even length of at least two, at most `whole`.
fn even(length: u64, whole: u32) -> u32 {
    let length = u32::try_from(length).unwrap_or(whole) / 2 * 2;
    length.max(2).min(whole)
}

/// Makes pictures of one size from pictures of any.
///
/// Memory is kept from picture to picture; what `fast_image_resize` computes for a pair of sizes, a few
/// kilobytes, it takes each time.
#[derive(Debug)]
pub struct Scaler {
    resizer: resize::Resizer,
    fit: Fit,
    output: I420,
    /// What is put between bars.
    inner: I420,
    /// Rows of a plane without gaps.
    rows: Vec<u8>,
    /// Size of the last picture: another one leaves other bars.
    last: (u32, u32),
}

impl Scaler {
    /// To this size.
    pub fn new(width: u32, height: u32, fit: Fit) -> Result<Self, MediaError> {
        Ok(Self {
            resizer: resize::Resizer::new(),
            fit,
            output: I420::new(width, height)?,
            inner: I420::new(2, 2)?,
            rows: Vec::new(),
            last: (0, 0),
        })
    }

    /// Width and height of what comes out, in pixels.
    pub const fn size(&self) -> (u32, u32) {
        (self.output.width(), self.output.height())
    }

    /// The picture in the scaler's size; as it is when it has that already.
    pub fn scale<'a>(&'a mut self, picture: I420Ref<'a>) -> Result<I420Ref<'a>, MediaError> {
        picture.validate()?;
        let (from, to) = ((picture.width, picture.height), self.size());
        if from == to {
            return Ok(picture);
        }
        match self.fit {
            Fit::Stretch => self.fill(picture, Area::whole(from.0, from.1))?,
            Fit::Crop => self.fill(picture, Area::inside(from, to))?,
            Fit::Letterbox => self.letterbox(picture)?,
        }
        self.last = from;
        Ok(self.output.as_ref())
    }

    /// All of the output from a part of the picture.
    fn fill(&mut self, picture: I420Ref<'_>, area: Area) -> Result<(), MediaError> {
        scale_into(
            &mut self.resizer,
            &mut self.rows,
            picture,
            area,
            &mut self.output,
        )
    }

    fn letterbox(&mut self, picture: I420Ref<'_>) -> Result<(), MediaError> {
        let from = (picture.width, picture.height);
        let place = Area::inside(self.size(), from);
        if (place.width, place.height) == self.size() {
            return self.fill(picture, Area::whole(from.0, from.1));
        }
        if self.last != from {
            self.output = I420::new(self.output.width(), self.output.height())?;
        }
        self.inner.resize(place.width, place.height)?;
        let whole = Area::whole(from.0, from.1);
        scale_into(
            &mut self.resizer,
            &mut self.rows,
            picture,
            whole,
            &mut self.inner,
        )?;
        paste(self.inner.as_ref(), &mut self.output, place);
        Ok(())
    }
}

fn scale_into(
    resizer: &mut resize::Resizer,
    rows: &mut Vec<u8>,
    from: I420Ref<'_>,
    area: Area,
    into: &mut I420,
) -> Result<(), MediaError> {
    let (width, height) = (into.width(), into.height());
    let (chroma_width, chroma_height) = (width.div_ceil(2), height.div_ceil(2));
    let chroma = from.chroma_size();
    let into = into.as_mut();
    let planes = [
        (
            from.y,
            from.y_stride,
            (from.width, from.height),
            area,
            into.y,
            (width, height),
        ),
        (
            from.u,
            from.uv_stride,
            chroma,
            area.halved(),
            into.u,
            (chroma_width, chroma_height),
        ),
        (
            from.v,
            from.uv_stride,
            chroma,
            area.halved(),
            into.v,
            (chroma_width, chroma_height),
        ),
    ];
    for (plane, stride, size, area, target, target_size) in planes {
        let plane = without_gaps(plane, stride, size, rows);
        scale_plane(resizer, plane, size, area, target, target_size)?;
    }
    Ok(())
}

fn scale_plane(
    resizer: &mut resize::Resizer,
    plane: &[u8],
    (width, height): (u32, u32),
    area: Area,
    target: &mut [u8],
    (target_width, target_height): (u32, u32),
) -> Result<(), MediaError> {
    const PIXEL: resize::PixelType = resize::PixelType::U8;
    const FAILED: MediaError = MediaError::LocalMisuse("a plane that cannot be scaled");
    let plane = ImageRef::new(width, height, plane, PIXEL).map_err(|_| FAILED)?;
    let mut target =
        Image::from_slice_u8(target_width, target_height, target, PIXEL).map_err(|_| FAILED)?;
    let options = resize::ResizeOptions::new()
        .resize_alg(resize::ResizeAlg::Convolution(resize::FilterType::Bilinear))
        .crop(
            area.left.into(),
            area.top.into(),
            area.width.into(),
            area.height.into(),
        );
    resizer
        .resize(&plane, &mut target, &options)
        .map_err(|_| FAILED)
}

/// The plane itself when its rows follow each other, else a copy of which this is so.
fn without_gaps<'a>(
    plane: &'a [u8],
    stride: usize,
    (width, height): (u32, u32),
    rows: &'a mut Vec<u8>,
) -> &'a [u8] {
    let (width, height) = (width as usize, height as usize);
    if stride == width {
        return plane;
    }
    rows.clear();
    for row in plane.chunks(stride).take(height) {
        rows.extend_from_slice(row.get(..width).unwrap_or(row));
    }
    rows
}

/// Put a picture into another one.
fn paste(picture: I420Ref<'_>, into: &mut I420, place: Area) {
    let into = into.as_mut();
    let chroma = place.halved();
    let (y, uv) = (into.y_stride, into.uv_stride);
    paste_plane(picture.y_rows(), into.y, y, place);
    paste_plane(picture.u_rows(), into.u, uv, chroma);
    paste_plane(picture.v_rows(), into.v, uv, chroma);
}

fn paste_plane<'a>(
    rows: impl Iterator<Item = &'a [u8]>,
    into: &mut [u8],
    stride: usize,
    place: Area,
) {
    let targets = into.chunks_mut(stride).skip(place.top as usize);
    for (row, target) in rows.zip(targets) {
        let cells = target.iter_mut().skip(place.left as usize);
        cells.zip(row).for_each(|(cell, sample)| *cell = *sample);
    }
}

#[cfg(test)]
mod tests;
