//! A test picture that moves, tells its own number, and says how much of it came through.
//!
//! Samples are 4:2:0, luma first, without gaps: a plain form that every crate can read.

/// Bits of a picture's number.
const BITS: u32 = 16;
/// The strip with the number is this part of the height: two rows of cells.
const STRIP_SHARE: usize = 8;
/// Luma of black and white in studio range (BT.601).
const BLACK: u8 = 16;
const WHITE: u8 = 235;
const NO_COLOUR: u8 = 128;
/// Closer than this, a cell and its opposite are not told apart.
const MIN_CONTRAST: i32 = 40;
/// Above, nobody sees a difference: what two equal pictures are said to have (dB).
const BEST_PSNR: f64 = 100.0;

/// A source of pictures: waves of light and colour that drift, a textured square that wanders over
/// them, and the picture's number as black and white cells along the upper edge.
#[derive(Debug, Clone, Copy)]
pub struct TestPicture {
    width: usize,
    height: usize,
    noise: u8,
}

impl TestPicture {
    /// Without noise. 32 pixels by 32 are the least that can hold a readable number.
    pub const fn new(width: u32, height: u32) -> Self {
        Self {
            width: width as usize,
            height: height as usize,
            noise: 0,
        }
    }

    /// With as much noise as a camera in bad light has (about 4), or any other amount: each sample
    /// of luma differs by up to `noise` from what it would be.
    #[must_use]
    pub const fn with_noise(self, noise: u8) -> Self {
        Self { noise, ..self }
    }

    /// Picture number `number`, luma first, without gaps.
    pub fn samples(&self, number: u16) -> Vec<u8> {
        let mut samples = Vec::new();
        self.draw(number, &mut samples);
        samples
    }

    /// Replace `samples` by picture number `number`.
    pub fn draw(&self, number: u16, samples: &mut Vec<u8>) {
        samples.clear();
        let time = usize::from(number);
        for y in 0..self.height {
            samples.extend((0..self.width).map(|x| self.luma(x, y, time)));
        }
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        for plane in 0..2 {
            for y in 0..height {
                let is_strip = y * 2 < self.strip_height();
                let colour = |x: usize| match (is_strip, plane) {
                    (true, _) => NO_COLOUR,
                    (false, 0) => 88 + wave(x + 2 * time, 160) / 3,
                    (false, _) => 88 + wave(y + time, 120) / 3,
                };
                samples.extend((0..width).map(colour));
            }
        }
    }

    fn luma(&self, x: usize, y: usize, time: usize) -> u8 {
        if y < self.strip_height() {
            return self.cell(x, y, time);
        }
        let side = self.height / 4;
        let left = (time * 3) % self.width.saturating_sub(side).max(1);
        let top = self.strip_height() + (time * 2) % (self.height / 2).max(1);
        let is_square = (left..left + side).contains(&x) && (top..top + side).contains(&y);
        let light = if is_square {
            let texture = (((x - left) / 2) ^ ((y - top) / 2)) * 37 % 128;
            60 + u8::try_from(texture).unwrap_or_default()
        } else {
            40 + wave(x + 2 * time, 200) / 3 + wave(y + time, 140) / 3
        };
        let noise = noise(x, y, time, self.noise);
        light.saturating_add_signed(noise)
    }

    /// The upper row of cells has the number, the lower one its opposite.
    fn cell(&self, x: usize, y: usize, number: usize) -> u8 {
        let bit = number >> (x * BITS as usize / self.width) & 1 == 1;
        let is_upper = y < self.strip_height() / 2;
        if bit == is_upper { WHITE } else { BLACK }
    }

    const fn strip_height(&self) -> usize {
        strip_height(self.height)
    }
}

/// The number of the picture that this luma shows, in whatever size; None when it cannot be read.
pub fn number(width: u32, height: u32, luma: &[u8], stride: usize) -> Option<u16> {
    let (width, strip) = (width as usize, strip_height(height as usize));
    let mut number = 0;
    for bit in 0..BITS as usize {
        let (left, right) = (bit * width / 16, (bit + 1) * width / 16);
        let upper = brightness(luma, stride, left..right, 0..strip / 2)?;
        let lower = brightness(luma, stride, left..right, strip / 2..strip)?;
        if (upper - lower).abs() < MIN_CONTRAST {
            return None;
        }
        number |= u16::from(upper > lower) << bit;
    }
    Some(number)
}

/// How much two pictures, or any equally long samples, are alike (dB). Above 30 a picture is good,
/// above 40 one has to look for differences; 100 when there is none.
///
/// # Panics
///
/// When they are not equally long.
pub fn psnr(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(
        a.len(),
        b.len(),
        "only pictures of one size can be compared"
    );
    let squares: u64 = std::iter::zip(a, b)
        .map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2))
        .sum();
    if squares == 0 {
        return BEST_PSNR;
    }
    #[allow(
        clippy::cast_precision_loss,
        reason = "sums of pictures stay below 2^53"
    )]
    let mean = squares as f64 / a.len() as f64;
    (10.0 * (255.0 * 255.0 / mean).log10()).min(BEST_PSNR)
}

const fn strip_height(height: usize) -> usize {
    height / STRIP_SHARE / 2 * 2
}

/// Mean of the inner half of a cell: codecs smear its edges.
fn brightness(
    luma: &[u8],
    stride: usize,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
) -> Option<i32> {
    let inner = |range: std::ops::Range<usize>| {
        let quarter = range.len() / 4;
        range.start + quarter..range.end - quarter
    };
    let (mut sum, mut count) = (0, 0);
    for row in inner(rows) {
        let start = row * stride;
        let columns = inner(columns.clone());
        let cells = luma.get(start + columns.start..start + columns.end)?;
        sum += cells.iter().map(|sample| i32::from(*sample)).sum::<i32>();
        count += i32::try_from(cells.len()).ok()?;
    }
    sum.checked_div(count)
}

/// Up and down between 0 and 255 once in `period`.
fn wave(at: usize, period: usize) -> u8 {
    let half = period / 2;
    let phase = at % period;
    let up = if phase < half { phase } else { period - phase };
    u8::try_from(up * 255 / half).unwrap_or(u8::MAX)
}

/// From `-amount` to `amount`, the same for the same place and time.
fn noise(x: usize, y: usize, time: usize, amount: u8) -> i8 {
    if amount == 0 {
        return 0;
    }
    let mut hash = x as u64 | (y as u64) << 16 | (time as u64) << 32;
    hash = (hash ^ hash >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ hash >> 32).wrapping_mul(0x94d0_49bb_1331_11eb);
    let span = 2 * u64::from(amount) + 1;
    let value = (hash >> 40) % span;
    i8::try_from(value.cast_signed() - i64::from(amount)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
