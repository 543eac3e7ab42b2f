//! Blur by the mean of a square, in time that does not depend on its size.

use super::Filter;
use crate::error::MediaError;
use crate::video::I420Mut;

const MAX_RADIUS: u32 = 100;

/// Every sample becomes the mean of the square around it.
#[derive(Debug, Clone)]
pub struct Blur {
    radius: usize,
    /// A line before it is blurred.
    line: Vec<u8>,
    /// Rows that the sums of columns still need.
    rows: Vec<u8>,
    /// One for each column.
    sums: Vec<u32>,
}

impl Blur {
    /// From 0, as it is, to 100 pixels to each side.
    pub fn new(radius: u32) -> Result<Self, MediaError> {
        if radius > MAX_RADIUS {
            return Err(MediaError::LocalMisuse(
                "the radius of a blur is from 0 to 100",
            ));
        }
        Ok(Self {
            radius: radius as usize,
            line: Vec::new(),
            rows: Vec::new(),
            sums: Vec::new(),
        })
    }

    fn plane(&mut self, plane: &mut [u8], stride: usize, width: usize, radius: usize) {
        for row in plane.chunks_mut(stride) {
            if let Some(row) = row.get_mut(..width) {
                self.line.clear();
                self.line.extend_from_slice(row);
                blur_line(&self.line, row, radius);
            }
        }
        self.columns(plane, stride, width, radius);
    }

    /// All columns at once, row by row, so that memory is read in its order.
    fn columns(&mut self, plane: &mut [u8], stride: usize, width: usize, radius: usize) {
        self.rows.clear();
        for row in plane.chunks(stride) {
            self.rows.extend_from_slice(row.get(..width).unwrap_or(row));
        }
        self.sums.clear();
        self.sums.resize(width, 0);
        let rows = &self.rows;
        let count = rows.len() / width.max(1);
        let row = |place: usize| rows.chunks_exact(width).nth(place).unwrap_or_default();
        for place in 0..radius.min(count) {
            add(&mut self.sums, row(place));
        }
        for (place, target) in plane.chunks_mut(stride).enumerate() {
            if place + radius < count {
                add(&mut self.sums, row(place + radius));
            }
            if let Some(left) = place.checked_sub(radius + 1) {
                subtract(&mut self.sums, row(left));
            }
            let first = place.saturating_sub(radius);
            let last = (place + radius).min(count.saturating_sub(1));
            let mean = Mean::of(last - first + 1);
            for (sample, sum) in target.iter_mut().zip(&self.sums) {
                *sample = mean.take(*sum);
            }
        }
    }
}

impl Filter for Blur {
    fn apply(&mut self, picture: &mut I420Mut<'_>) {
        if self.radius == 0 {
            return;
        }
        let (radius, width) = (self.radius, picture.width as usize);
        let chroma_width = width.div_ceil(2);
        self.plane(picture.y, picture.y_stride, width, radius);
        let chroma_radius = radius.div_ceil(2);
        self.plane(picture.u, picture.uv_stride, chroma_width, chroma_radius);
        self.plane(picture.v, picture.uv_stride, chroma_width, chroma_radius);
    }
}

/// Divides by one number many times, by multiplying.
struct Mean {
    half: u32,
    reciprocal: u64,
}

impl Mean {
    fn of(count: usize) -> Self {
        // At most 201: the square's side.
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            half: count / 2,
            reciprocal: (1_u64 << 32) / u64::from(count) + 1,
        }
    }

    fn take(&self, sum: u32) -> u8 {
        let mean = (u64::from(sum + self.half) * self.reciprocal) >> 32;
        u8::try_from(mean).unwrap_or(u8::MAX)
    }
}

fn blur_line(from: &[u8], into: &mut [u8], radius: usize) {
    let mut sum: u32 = from
        .iter()
        .take(radius)
        .map(|sample| u32::from(*sample))
        .sum();
    let mut count = radius.min(from.len());
    let full = Mean::of(2 * radius + 1);
    for (place, target) in into.iter_mut().enumerate() {
        if let Some(sample) = from.get(place + radius) {
            sum += u32::from(*sample);
            count += 1;
        }
        if let Some(sample) = place
            .checked_sub(radius + 1)
            .and_then(|left| from.get(left))
        {
            sum -= u32::from(*sample);
            count -= 1;
        }
        *target = if count == 2 * radius + 1 {
            full.take(sum)
        } else {
            Mean::of(count).take(sum)
        };
    }
}

fn add(sums: &mut [u32], row: &[u8]) {
    sums.iter_mut()
        .zip(row)
        .for_each(|(sum, sample)| *sum += u32::from(*sample));
}

fn subtract(sums: &mut [u32], row: &[u8]) {
    sums.iter_mut()
        .zip(row)
        .for_each(|(sum, sample)| *sum -= u32::from(*sample));
}

#[cfg(test)]
mod tests;
