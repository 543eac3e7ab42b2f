//! Pictures that move, and how alike two are.

use jackfield_media::video::{I420, I420Ref};

pub const WIDTH: u32 = 160;
pub const HEIGHT: u32 = 120;

/// A picture in which everything moves slowly.
pub fn picture(number: u32) -> I420 {
    let time = f64::from(number);
    let mut samples = Vec::with_capacity(I420::len_of(WIDTH, HEIGHT).unwrap());
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let across = ((f64::from(column) + time) / 9.0).sin();
            let down = ((f64::from(row) - time / 2.0) / 7.0).sin();
            samples.push(level(128.0 + 50.0 * across + 40.0 * down));
        }
    }
    samples.resize(samples.capacity(), 120);
    I420::from_samples(WIDTH, HEIGHT, samples).unwrap()
}

/// Peak signal to noise ratio of the luma (dB).
pub fn psnr(left: I420Ref<'_>, right: I420Ref<'_>) -> f64 {
    assert_eq!((left.width, left.height), (right.width, right.height));
    let rows = left.y_rows().zip(right.y_rows());
    let pairs = rows.flat_map(|(left, right)| left.iter().zip(right));
    let error: f64 = pairs
        .map(|(left, right)| (f64::from(*left) - f64::from(*right)).powi(2))
        .sum();
    let mean = error / f64::from(left.width * left.height);
    10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a level"
)]
fn level(value: f64) -> u8 {
    value.clamp(0.0, 255.0) as u8
}
