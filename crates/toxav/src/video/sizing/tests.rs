use super::*;

const HD: (u32, u32) = (1_280, 720);

/// As many pictures as are looked at, every so many left out.
fn second(sizing: &mut Sizing, left_out: u32, quantizer: u32) {
    for number in 0..LOOK_AT {
        sizing.note((number >= left_out).then_some(quantizer));
    }
}

#[test]
fn a_picture_becomes_smaller_down_to_a_quarter_of_each_side() {
    let mut sizing = Sizing::default();
    let mut found = vec![sides(HD, sizing.step)];
    while sizing.shrink(HD) {
        found.push(sides(HD, sizing.step));
    }
    assert_eq!(found, [HD, (960, 540), (640, 360), (480, 270), (320, 180)]);
}

#[test]
fn what_shows_little_already_is_not_made_smaller() {
    assert!(!Sizing::default().shrink((160, 120)));
    assert!(Sizing::default().shrink((320, 240)));
}

#[test]
fn odd_sides_are_kept_as_they_are_and_even_when_smaller() {
    assert_eq!(sides((641, 361), 0), (641, 361));
    assert_eq!(sides((641, 361), 1), (480, 270));
    assert_eq!(sides((3, 3), 4), (2, 2));
}

#[test]
fn pictures_are_given_on_in_the_size_of_the_moment() {
    let mut sizing = Sizing::default();
    let samples = vec![99; 320 * 240 * 3 / 2];
    let picture = I420Ref::from_samples(320, 240, &samples).unwrap();
    let size = |picture: I420Ref<'_>| (picture.width, picture.height, picture.y[0]);
    assert_eq!(size(sizing.fit(picture).unwrap()), (320, 240, 99));
    sizing.shrink((320, 240));
    assert_eq!(size(sizing.fit(picture).unwrap()), (240, 180, 99));
    assert!(sizing.restore());
    assert_eq!(size(sizing.fit(picture).unwrap()), (320, 240, 99));
    assert!(!sizing.restore());
}

#[test]
fn more_than_one_picture_in_three_left_out_is_too_many() {
    let mut sizing = Sizing::default();
    second(&mut sizing, 10, 60);
    assert!(!sizing.is_behind());
    second(&mut sizing, 11, 60);
    assert!(sizing.is_behind());
    sizing.shrink(HD);
    assert!(!sizing.is_behind());
}

#[test]
fn fine_pictures_become_larger_again_and_coarse_ones_do_not() {
    let mut sizing = Sizing::default();
    sizing.shrink(HD);
    sizing.shrink(HD);
    sizing.grow_if_fine(); // nothing is known of them
    assert_eq!(sizing.step, 2);
    second(&mut sizing, 0, FINE + 1);
    sizing.grow_if_fine();
    assert_eq!(sizing.step, 2);
    second(&mut sizing, 0, FINE);
    sizing.grow_if_fine();
    assert_eq!(sizing.step, 1);
}

#[test]
fn a_key_frame_may_take_three_tenths_of_a_second() {
    assert!(!Sizing::is_too_large(300 * 100 / 8, true, 100));
    assert!(Sizing::is_too_large(300 * 100 / 8 + 1, true, 100));
    assert!(!Sizing::is_too_large(500 * 100 / 8, false, 100));
    assert!(Sizing::is_too_large(500 * 100 / 8 + 1, false, 100));
}
