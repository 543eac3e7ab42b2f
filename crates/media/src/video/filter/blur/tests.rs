use jackfield_testkit::picture::TestPicture;

use super::*;
use crate::video::I420;

fn blurred(mut picture: I420, radius: u32) -> I420 {
    Blur::new(radius).unwrap().apply(&mut picture.as_mut());
    picture
}

fn noise(width: u32, height: u32) -> I420 {
    let source = TestPicture::new(width, height).with_noise(60);
    I420::from_samples(width, height, source.samples(3)).unwrap()
}

/// The mean of a line around each place, rounded, by its definition.
fn means(line: &[u8], radius: usize) -> Vec<u8> {
    (0..line.len())
        .map(|place| {
            let window = &line[place.saturating_sub(radius)..(place + radius + 1).min(line.len())];
            let sum: usize = window.iter().map(|sample| usize::from(*sample)).sum();
            u8::try_from((sum + window.len() / 2) / window.len()).unwrap()
        })
        .collect()
}

#[test]
fn luma_is_the_mean_of_rows_and_then_of_columns() {
    for (width, height, radius) in [(40, 30, 1), (40, 30, 7), (9, 5, 20), (1, 1, 3)] {
        let picture = noise(width, height);
        let columns = width as usize;
        let rows: Vec<Vec<u8>> = picture
            .as_ref()
            .y_rows()
            .map(|row| means(row, radius))
            .collect();
        let blurred = blurred(picture.clone(), u32::try_from(radius).unwrap());
        for column in 0..columns {
            let line: Vec<u8> = rows.iter().map(|row| row[column]).collect();
            let found: Vec<u8> = blurred.as_ref().y_rows().map(|row| row[column]).collect();
            assert_eq!(
                found,
                means(&line, radius),
                "{width}x{height} {radius} {column}"
            );
        }
    }
}

#[test]
fn what_is_plain_stays_as_it_is() {
    let black = I420::new(33, 21).unwrap();
    assert_eq!(blurred(black.clone(), 100), black);
}

#[test]
fn no_radius_changes_nothing_and_too_large_a_one_is_refused() {
    let picture = noise(32, 32);
    assert_eq!(blurred(picture.clone(), 0), picture);
    assert!(Blur::new(101).is_err());
}

#[test]
fn colours_are_blurred_too() {
    let mut picture = I420::new(16, 16).unwrap();
    picture.as_mut().u[3 * 8 + 3] = 255;
    let spot = blurred(picture, 2);
    assert_eq!(spot.as_ref().u[3 * 8 + 4], 142); // 128 and a ninth of 127
    assert!(spot.as_ref().v.iter().all(|sample| *sample == 128));
}
