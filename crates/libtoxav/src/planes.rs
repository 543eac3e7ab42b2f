//! A picture as C programs have it: planes without gaps, and of an odd side the chroma rounded
//! down, where codecs want it rounded up.

use std::borrow::Cow;

use jackfield_media::video::I420Ref;

use crate::border::slice;

/// In place of planes that have no samples, as the picture has no size: not the same as none at all.
const NO_SAMPLES: &[u8] = &[128];

/// The planes of a picture to be sent.
pub(crate) struct Planes<'a> {
    width: u32,
    height: u32,
    y: &'a [u8],
    u: Cow<'a, [u8]>,
    v: Cow<'a, [u8]>,
}

impl Planes<'_> {
    /// A null plane becomes one without samples.
    ///
    /// # Safety
    /// Each plane is null or points to `width * height` samples, those of chroma to
    /// `(width / 2) * (height / 2)`.
    pub(crate) unsafe fn new(
        width: u16,
        height: u16,
        y: *const u8,
        u: *const u8,
        v: *const u8,
    ) -> Self {
        let (columns, rows) = (usize::from(width), usize::from(height));
        let chroma = (columns / 2) * (rows / 2);
        // SAFETY: by contract.
        let (y, u, v) = unsafe { (plane(y, columns * rows), plane(u, chroma), plane(v, chroma)) };
        Self {
            width: width.into(),
            height: height.into(),
            y,
            u: rounded_up(u, columns, rows),
            v: rounded_up(v, columns, rows),
        }
    }

    /// As the engine takes it.
    pub(crate) fn picture(&self) -> I420Ref<'_> {
        I420Ref {
            width: self.width,
            height: self.height,
            y: self.y,
            u: &self.u,
            v: &self.v,
            y_stride: self.width as usize,
            uv_stride: self.width.div_ceil(2) as usize,
        }
    }
}

/// # Safety
/// `samples` is null or points to `length` samples.
unsafe fn plane<'a>(samples: *const u8, length: usize) -> &'a [u8] {
    if length == 0 && !samples.is_null() {
        return NO_SAMPLES;
    }
    // SAFETY: by contract.
    unsafe { slice(samples, length) }
}

/// A chroma plane with its last column and row once more where the picture's side is odd.
fn rounded_up(plane: &[u8], columns: usize, rows: usize) -> Cow<'_, [u8]> {
    let narrow = columns / 2;
    if plane.len() < 2 || (columns.is_multiple_of(2) && rows.is_multiple_of(2)) {
        return Cow::Borrowed(plane);
    }
    let mut wide = Vec::with_capacity(columns.div_ceil(2) * rows.div_ceil(2));
    for row in plane.chunks_exact(narrow) {
        wide.extend_from_slice(row);
        wide.extend(row.last().filter(|_| !columns.is_multiple_of(2)));
    }
    if !rows.is_multiple_of(2) {
        wide.extend_from_within(wide.len() - columns.div_ceil(2)..);
    }
    Cow::Owned(wide)
}
