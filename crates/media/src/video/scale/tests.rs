use jackfield_testkit::picture::{TestPicture, number, psnr};

use super::*;

fn picture(width: u32, height: u32, wanted: u16) -> I420 {
    I420::from_samples(
        width,
        height,
        TestPicture::new(width, height).samples(wanted),
    )
    .unwrap()
}

fn scaled(from: &I420, width: u32, height: u32, fit: Fit) -> I420 {
    let mut scaler = Scaler::new(width, height, fit).unwrap();
    scaler.scale(from.as_ref()).unwrap().to_owned().unwrap()
}

/// A picture whose samples are all alike.
fn plain(width: u32, height: u32, sample: u8) -> I420 {
    let len = I420::len_of(width, height).unwrap();
    I420::from_samples(width, height, vec![sample; len]).unwrap()
}

#[test]
fn there_and_back_the_picture_is_nearly_the_same() {
    let from = picture(640, 480, 7);
    for (width, height) in [(1280, 960), (960, 720), (320, 240)] {
        let there = scaled(&from, width, height, Fit::Stretch);
        let back = scaled(&there, 640, 480, Fit::Stretch);
        let quality = psnr(from.samples(), back.samples());
        let wanted = if width > 640 { 30.0 } else { 24.0 };
        assert!(quality > wanted, "{width}x{height}: {quality} dB");
    }
}

#[test]
fn a_scaled_picture_is_the_one_drawn_at_that_size() {
    let small = scaled(&picture(640, 480, 99), 320, 240, Fit::Stretch);
    let view = small.as_ref();
    assert_eq!(number(320, 240, view.y, view.y_stride), Some(99));
}

#[test]
fn a_picture_that_fits_is_not_touched() {
    let from = picture(64, 48, 1);
    let mut scaler = Scaler::new(64, 48, Fit::Letterbox).unwrap();
    let same = scaler.scale(from.as_ref()).unwrap();
    assert_eq!(same.y.as_ptr(), from.as_ref().y.as_ptr());
}

#[test]
fn rows_may_be_further_apart_than_they_are_long() {
    let from = picture(64, 48, 1);
    let view = from.as_ref();
    let apart: Vec<u8> = view
        .y_rows()
        .flat_map(|row| [row, &[255; 7]].concat())
        .collect();
    // The last row ends with its last sample, as those of decoders do.
    let loose = I420Ref {
        y: &apart[..apart.len() - 7],
        y_stride: 71,
        ..view
    };
    let mut scaler = Scaler::new(32, 32, Fit::Crop).unwrap();
    let scaled_loose = scaler.scale(loose).unwrap().to_owned().unwrap();
    assert_eq!(scaled_loose, scaled(&from, 32, 32, Fit::Crop));
}

#[test]
fn a_letterbox_has_black_bars_and_all_of_the_picture() {
    let boxed = scaled(&plain(160, 90, 200), 160, 120, Fit::Letterbox);
    let view = boxed.as_ref();
    let light: Vec<u8> = view.y_rows().map(|row| row[80]).collect();
    assert!(
        light[..14]
            .iter()
            .chain(&light[106..])
            .all(|luma| *luma == 16),
        "{light:?}"
    );
    assert!(light[14..104].iter().all(|luma| *luma == 200), "{light:?}");
    let colour: Vec<u8> = view.u_rows().map(|row| row[40]).collect();
    assert_eq!(
        (colour[6], colour[7], colour[51], colour[59]),
        (128, 200, 200, 128)
    );
}

#[test]
fn bars_on_the_sides_leave_when_the_shape_changes() {
    let mut scaler = Scaler::new(160, 120, Fit::Letterbox).unwrap();
    let tall = plain(60, 120, 200);
    let boxed = scaler.scale(tall.as_ref()).unwrap();
    assert_eq!((boxed.y[0], boxed.y[80], boxed.y[159]), (16, 200, 16));
    let wide = plain(160, 60, 90);
    let boxed = scaler.scale(wide.as_ref()).unwrap();
    assert!(boxed.y.iter().all(|luma| [16, 90].contains(luma)));
    assert_eq!(boxed.y[60 * 160], 90);
}

#[test]
fn cropping_keeps_the_middle_in_shape() {
    let mut from = plain(320, 120, 50);
    let view = from.as_mut();
    for row in view.y.chunks_mut(320) {
        row[80..240].fill(200);
    }
    let cropped = scaled(&from, 160, 120, Fit::Crop);
    assert!(cropped.as_ref().y.iter().all(|luma| *luma == 200));
}

#[test]
fn stretching_shows_everything() {
    let mut from = plain(320, 120, 50);
    for row in from.as_mut().y.chunks_mut(320) {
        row[160..].fill(200);
    }
    let stretched = scaled(&from, 160, 120, Fit::Stretch);
    let row = &stretched.as_ref().y[..160];
    assert_eq!((row[0], row[70], row[90], row[159]), (50, 50, 200, 200));
}

#[test]
fn odd_and_extreme_shapes_are_scaled() {
    for (width, height) in [(1, 1), (1, 400), (400, 1), (33, 17), (3, 3)] {
        for (to_width, to_height) in [(1, 1), (2, 300), (301, 3), (64, 48)] {
            for fit in [Fit::Stretch, Fit::Crop, Fit::Letterbox] {
                let scaled = scaled(&plain(width, height, 90), to_width, to_height, fit);
                assert_eq!((scaled.width(), scaled.height()), (to_width, to_height));
            }
        }
    }
}
