use jackfield_media::video::I420;

use super::*;

const NONE: VideoEffects = VideoEffects {
    mirror: false,
    brightness: 0,
    contrast: 1.0,
    blur: 0,
    grayscale: false,
};

/// Dark on the left, light on the right, red.
fn picture() -> I420 {
    let row = [40, 40, 200, 200];
    let samples = [row, row, row, row].concat();
    let samples = [samples, vec![100; 4], vec![200; 4]].concat();
    I420::from_samples(4, 4, samples).unwrap()
}

fn shown(looks: &mut Looks, wanted: VideoEffects) -> I420 {
    let picture = picture();
    let changed = looks.process(&wanted, picture.as_ref()).unwrap();
    changed.to_owned().unwrap()
}

#[test]
fn without_a_wish_a_picture_is_not_even_copied() {
    let picture = picture();
    let mut looks = Looks::default();
    let same = looks.process(&NONE, picture.as_ref()).unwrap();
    assert!(std::ptr::eq(same.y, picture.as_ref().y));
}

#[test]
fn all_that_is_wanted_is_done_and_stops_when_it_is_not() {
    let mut looks = Looks::default();
    let wanted = VideoEffects {
        mirror: true,
        brightness: 10,
        grayscale: true,
        ..NONE
    };
    let changed = shown(&mut looks, wanted);
    assert_eq!(changed.as_ref().y[..4], [210, 210, 50, 50]);
    assert_eq!(changed.as_ref().v, [128; 4]);
    assert_eq!(shown(&mut looks, NONE), picture());
}

#[test]
fn contrast_and_blur_bring_light_and_dark_together() {
    let mut looks = Looks::default();
    let flat = VideoEffects {
        contrast: 0.0,
        ..NONE
    };
    let grey = shown(&mut looks, flat);
    assert!(grey.as_ref().y.iter().all(|luma| *luma == 126));
    let soft = shown(&mut looks, VideoEffects { blur: 2, ..NONE });
    let row = &soft.as_ref().y[..4];
    assert!(row[0] > 40 && row[3] < 200 && row[0] < row[3], "{row:?}");
}
