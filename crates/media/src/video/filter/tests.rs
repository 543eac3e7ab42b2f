use jackfield_testkit::picture::{TestPicture, number};

use super::*;

fn picture() -> I420 {
    I420::from_samples(64, 48, TestPicture::new(64, 48).samples(9)).unwrap()
}

fn filtered(filter: impl Filter + 'static) -> I420 {
    let picture = picture();
    let mut chain = Chain::new().with(filter);
    chain.process(picture.as_ref()).unwrap().to_owned().unwrap()
}

#[test]
fn brightness_moves_luma_within_black_and_white() {
    for steps in [-219, -40, 0, 40, 219] {
        let brighter = filtered(Brightness::new(steps).unwrap());
        let (before, after) = (picture(), brighter.as_ref());
        for (before, after) in before.as_ref().y.iter().zip(after.y) {
            let wanted = (i16::from(*before) + steps).clamp(16, 235);
            assert_eq!(i16::from(*after), wanted);
        }
        assert_eq!(after.u, before.as_ref().u);
    }
    assert!(Brightness::new(220).is_err() && Brightness::new(i16::MIN).is_err());
}

#[test]
fn contrast_moves_luma_away_from_the_middle_or_towards_it() {
    let spread = |picture: &I420| {
        let (low, high) = (
            picture.as_ref().y.iter().min(),
            picture.as_ref().y.iter().max(),
        );
        high.unwrap() - low.unwrap()
    };
    let mut softer = picture();
    Contrast::new(0.5).unwrap().apply(&mut softer.as_mut());
    assert_eq!((spread(&picture()), spread(&softer)), (219, 109));
    assert_eq!(spread(&filtered(Contrast::new(0.0).unwrap())), 0);
    assert_eq!(filtered(Contrast::new(1.0).unwrap()), picture());
    for factor in [-0.1, 10.1, f32::NAN, f32::INFINITY] {
        assert!(Contrast::new(factor).is_err(), "{factor}");
    }
}

#[test]
fn grayscale_takes_the_colours_only() {
    let gray = filtered(Grayscale);
    assert_eq!(gray.as_ref().y, picture().as_ref().y);
    assert!(
        gray.samples()[64 * 48..]
            .iter()
            .all(|chroma| *chroma == 128)
    );
}

#[test]
fn a_mirror_exchanges_left_and_right_and_twice_nothing() {
    let mirrored = filtered(Mirror);
    let before = picture();
    for (before, after) in before.as_ref().y_rows().zip(mirrored.as_ref().y_rows()) {
        assert!(before.iter().eq(after.iter().rev()));
    }
    for (before, after) in before.as_ref().v_rows().zip(mirrored.as_ref().v_rows()) {
        assert!(before.iter().eq(after.iter().rev()));
    }
    let mut chain = Chain::new().with(Mirror).with(Mirror);
    assert_eq!(
        chain.process(before.as_ref()).unwrap().to_owned().unwrap(),
        before
    );
}

#[test]
fn a_filter_of_ones_own_is_a_function() {
    let mut seen = 0;
    let count = move |picture: &mut I420Mut<'_>| {
        seen += 1;
        if let Some(first) = picture.y.first_mut() {
            *first = seen;
        }
    };
    let mut chain = Chain::new().with(count);
    let picture = picture();
    for wanted in [1, 2] {
        assert_eq!(chain.process(picture.as_ref()).unwrap().y[0], wanted);
    }
}

#[test]
fn filters_work_in_their_order() {
    let add = |steps: u8| move |picture: &mut I420Mut<'_>| picture.y[0] += steps;
    let double = |picture: &mut I420Mut<'_>| picture.y[0] *= 2;
    let black = I420::new(2, 2).unwrap();
    let mut chain = Chain::new().with(add(1)).with(double).with(add(3));
    assert_eq!(chain.len(), 3);
    assert_eq!(
        chain.process(black.as_ref()).unwrap().y[0],
        (16 + 1) * 2 + 3
    );
    assert_eq!(black.as_ref().y[0], 16);
}

#[test]
fn without_filters_pictures_pass_uncopied() {
    let mut chain = Chain::new().with(Mirror);
    chain.clear();
    assert!(chain.is_empty());
    let picture = picture();
    let passed = chain.process(picture.as_ref()).unwrap();
    assert_eq!(passed.y.as_ptr(), picture.as_ref().y.as_ptr());
}

#[test]
fn pictures_may_change_their_size() {
    let mut chain = Chain::new().with(Grayscale);
    for (width, height) in [(64, 48), (32, 32), (161, 121)] {
        let samples = TestPicture::new(width, height).samples(77);
        let picture = I420Ref::from_samples(width, height, &samples).unwrap();
        let gray = chain.process(picture).unwrap();
        assert_eq!((gray.width, gray.height), (width, height));
        assert_eq!(number(width, height, gray.y, gray.y_stride), Some(77));
    }
}
