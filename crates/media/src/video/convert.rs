//! Pictures as other programs have them: packed colours and NV12, by the crate `yuv`.

use yuv::{
    BufferStoreMut, YuvConversionMode, YuvError, YuvPlanarImage, YuvPlanarImageMut, YuvRange,
    YuvStandardMatrix,
};

use super::frame::{I420, I420Ref};
use crate::error::MediaError;

/// How the bytes of a packed pixel follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Packing {
    /// Red, green, blue, opacity.
    Rgba,
    /// Blue, green, red, opacity.
    Bgra,
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red.
    Bgr,
}

impl Packing {
    /// Bytes of a pixel.
    pub const fn pixel_len(self) -> usize {
        match self {
            Self::Rgba | Self::Bgra => 4,
            Self::Rgb | Self::Bgr => 3,
        }
    }
}

/// How much red, green and blue weigh in luma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Matrix {
    /// BT.601: VP8, webcams, and whatever does not say otherwise.
    #[default]
    Bt601,
    /// BT.709: high definition.
    Bt709,
}

/// Which samples are black and white.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Range {
    /// 16 and 235.
    #[default]
    Studio,
    /// 0 and 255.
    Full,
}

/// What samples of luma and chroma mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ColourSpace {
    /// Weights.
    pub matrix: Matrix,
    /// Black and white.
    pub range: Range,
}

impl ColourSpace {
    const fn as_yuv(self) -> (YuvRange, YuvStandardMatrix) {
        let range = match self.range {
            Range::Studio => YuvRange::Limited,
            Range::Full => YuvRange::Full,
        };
        let matrix = match self.matrix {
            Matrix::Bt601 => YuvStandardMatrix::Bt601,
            Matrix::Bt709 => YuvStandardMatrix::Bt709,
        };
        (range, matrix)
    }
}

/// Converts pictures to packed colours and back.
///
/// `yuv` leaves out the end of what has gaps between its rows, so that is copied first; the memory is
/// kept from picture to picture.
#[derive(Debug, Default)]
pub struct Converter {
    /// A picture without gaps.
    picture: Option<I420>,
    /// Pixels without gaps.
    packed: Vec<u8>,
}

impl Converter {
    /// Replace `packed` by the picture's pixels, row by row without gaps; opacity is full.
    pub fn to_packed(
        &mut self,
        picture: I420Ref<'_>,
        packing: Packing,
        colours: ColourSpace,
        packed: &mut Vec<u8>,
    ) -> Result<(), MediaError> {
        picture.validate()?;
        if !picture.has_gaps() {
            return to_packed(picture, packing, colours, packed);
        }
        let copy = match &mut self.picture {
            Some(copy) => {
                copy.copy_from(picture)?;
                copy
            }
            empty => empty.insert(picture.to_owned()?),
        };
        to_packed(copy.as_ref(), packing, colours, packed)
    }

    /// Make `picture` show these pixels: as many rows as it has, each `packed_stride` bytes after the
    /// one before.
    pub fn from_packed(
        &mut self,
        packed: &[u8],
        packed_stride: usize,
        packing: Packing,
        colours: ColourSpace,
        picture: &mut I420,
    ) -> Result<(), MediaError> {
        let row_len = picture.width() as usize * packing.pixel_len();
        let packed = rows_of(packed, packed_stride, row_len, picture.height())?;
        if packed_stride == row_len {
            return from_packed(packed, packing, colours, picture);
        }
        self.packed.clear();
        for row in packed.chunks(packed_stride) {
            self.packed
                .extend_from_slice(row.get(..row_len).unwrap_or(row));
        }
        from_packed(&self.packed, packing, colours, picture)
    }
}

/// From a picture without gaps.
fn to_packed(
    picture: I420Ref<'_>,
    packing: Packing,
    colours: ColourSpace,
    packed: &mut Vec<u8>,
) -> Result<(), MediaError> {
    let row_len = picture.width as usize * packing.pixel_len();
    packed.resize(row_len * picture.height as usize, 0);
    let image = YuvPlanarImage {
        y_plane: picture.y,
        y_stride: stride(picture.y_stride)?,
        u_plane: picture.u,
        u_stride: stride(picture.uv_stride)?,
        v_plane: picture.v,
        v_stride: stride(picture.uv_stride)?,
        width: picture.width,
        height: picture.height,
    };
    let convert = match packing {
        Packing::Rgba => yuv::yuv420_to_rgba,
        Packing::Bgra => yuv::yuv420_to_bgra,
        Packing::Rgb => yuv::yuv420_to_rgb,
        Packing::Bgr => yuv::yuv420_to_bgr,
    };
    let (range, matrix) = colours.as_yuv();
    convert(&image, packed, stride(row_len)?, range, matrix).map_err(|error| misuse(&error))
}

/// From pixels without gaps.
fn from_packed(
    packed: &[u8],
    packing: Packing,
    colours: ColourSpace,
    picture: &mut I420,
) -> Result<(), MediaError> {
    let row_len = picture.width() as usize * packing.pixel_len();
    let view = picture.as_mut();
    let mut image = YuvPlanarImageMut {
        y_stride: stride(view.y_stride)?,
        u_stride: stride(view.uv_stride)?,
        v_stride: stride(view.uv_stride)?,
        y_plane: BufferStoreMut::Borrowed(view.y),
        u_plane: BufferStoreMut::Borrowed(view.u),
        v_plane: BufferStoreMut::Borrowed(view.v),
        width: view.width,
        height: view.height,
    };
    let convert = match packing {
        Packing::Rgba => yuv::rgba_to_yuv420,
        Packing::Bgra => yuv::bgra_to_yuv420,
        Packing::Rgb => yuv::rgb_to_yuv420,
        Packing::Bgr => yuv::bgr_to_yuv420,
    };
    let (range, matrix) = colours.as_yuv();
    let mode = YuvConversionMode::Balanced;
    convert(&mut image, packed, stride(row_len)?, range, matrix, mode)
        .map_err(|error| misuse(&error))
}

/// Replace `nv12` by the picture's luma, then its chroma in pairs, without gaps.
pub fn to_nv12(picture: I420Ref<'_>, nv12: &mut Vec<u8>) -> Result<(), MediaError> {
    picture.validate()?;
    nv12.clear();
    nv12.reserve(I420::len_of(picture.width, picture.height)?);
    picture.y_rows().for_each(|row| nv12.extend_from_slice(row));
    for (u, v) in picture.u_rows().zip(picture.v_rows()) {
        nv12.extend(u.iter().zip(v).flat_map(|(u, v)| [*u, *v]));
    }
    Ok(())
}

/// Make `picture` show an NV12 picture of its size: luma, and chroma in pairs.
pub fn from_nv12(
    luma: &[u8],
    luma_stride: usize,
    chroma: &[u8],
    chroma_stride: usize,
    picture: &mut I420,
) -> Result<(), MediaError> {
    let (width, height) = (picture.width(), picture.height());
    let pairs_len = 2 * (width as usize).div_ceil(2);
    let luma = rows_of(luma, luma_stride, width as usize, height)?;
    let chroma = rows_of(chroma, chroma_stride, pairs_len, height.div_ceil(2))?;
    let into = picture.as_mut();
    for (row, target) in luma
        .chunks(luma_stride)
        .zip(into.y.chunks_mut(into.y_stride))
    {
        target
            .iter_mut()
            .zip(row)
            .for_each(|(to, from)| *to = *from);
    }
    let targets = into
        .u
        .chunks_mut(into.uv_stride)
        .zip(into.v.chunks_mut(into.uv_stride));
    for (row, (u, v)) in chroma.chunks(chroma_stride).zip(targets) {
        for (pair, (u, v)) in row.chunks_exact(2).zip(u.iter_mut().zip(v)) {
            if let [from_u, from_v] = *pair {
                (*u, *v) = (from_u, from_v);
            }
        }
    }
    Ok(())
}

/// `count` rows of `row_len` bytes, each `stride` after the one before.
fn rows_of(bytes: &[u8], stride: usize, row_len: usize, count: u32) -> Result<&[u8], MediaError> {
    let before_last = stride.checked_mul(count.saturating_sub(1) as usize);
    let wanted = before_last.and_then(|before| before.checked_add(row_len));
    let found = wanted.and_then(|wanted| bytes.get(..wanted));
    match found {
        Some(rows) if stride >= row_len => Ok(rows),
        _ => Err(MediaError::LocalMisuse(
            "a picture with too short rows, or too few",
        )),
    }
}

fn stride(bytes: usize) -> Result<u32, MediaError> {
    u32::try_from(bytes).map_err(|_| MediaError::LocalMisuse("a stride over 4 GiB"))
}

/// Everything it could complain of was looked at before.
const fn misuse(_: &YuvError) -> MediaError {
    MediaError::LocalMisuse("a picture that cannot be converted")
}

#[cfg(test)]
mod tests;
