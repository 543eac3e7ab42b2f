use super::*;

#[test]
fn a_new_picture_is_black() {
    let picture = I420::new(5, 3).unwrap();
    let view = picture.as_ref();
    assert_eq!((view.y.len(), view.u.len(), view.v.len()), (15, 6, 6));
    assert!(view.y.iter().all(|luma| *luma == 16));
    assert!(view.u.iter().chain(view.v).all(|chroma| *chroma == 128));
}

#[test]
fn sizes_without_pixels_or_too_large_are_refused() {
    for (width, height) in [(0, 1), (1, 0), (16_384, 1), (1, 16_384)] {
        assert!(I420::new(width, height).is_err(), "{width}x{height}");
    }
    assert!(I420::new(16_383, 1).is_ok());
}

#[test]
fn samples_are_luma_then_both_chroma_planes() {
    let samples: Vec<u8> = (0..3 * 3 + 2 * 4).collect();
    let picture = I420::from_samples(3, 3, samples.clone()).unwrap();
    let view = picture.as_ref();
    assert_eq!((view.y[0], view.u[0], view.v[0]), (0, 9, 13));
    assert_eq!(I420Ref::from_samples(3, 3, &samples).unwrap().v, view.v);
    assert!(I420Ref::from_samples(3, 3, &samples[1..]).is_err());
    assert!(I420::from_samples(3, 3, samples[1..].to_vec()).is_err());
}

#[test]
fn a_copy_leaves_out_what_lies_between_rows() {
    let (y, u, v) = ([1, 2, 0, 3, 4], [5, 0, 0], [6]);
    let picture = I420Ref {
        width: 2,
        height: 2,
        y: &y,
        u: &u,
        v: &v,
        y_stride: 3,
        uv_stride: 3,
    };
    assert!(picture.has_gaps());
    let mut copy = I420::new(100, 100).unwrap();
    copy.copy_from(picture).unwrap();
    assert_eq!((copy.width(), copy.height()), (2, 2));
    assert_eq!(copy.samples(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(picture.to_owned().unwrap(), copy);
    assert!(!copy.as_ref().has_gaps());
}

#[test]
fn planes_that_are_too_short_are_found() {
    let picture = I420::new(7, 5).unwrap();
    let view = picture.as_ref();
    view.validate().unwrap();
    let short = |plane| match plane {
        0 => I420Ref {
            y: &view.y[1..],
            ..view
        },
        1 => I420Ref {
            u: &view.u[1..],
            ..view
        },
        2 => I420Ref {
            v: &view.v[1..],
            ..view
        },
        3 => I420Ref {
            y_stride: 6,
            ..view
        },
        4 => I420Ref {
            uv_stride: usize::MAX,
            ..view
        },
        _ => I420Ref { width: 0, ..view },
    };
    for plane in 0..6 {
        assert!(short(plane).validate().is_err(), "{plane}");
        assert!(short(plane).to_owned().is_err(), "{plane}");
    }
}

#[test]
fn what_is_written_is_read() {
    let mut picture = I420::new(4, 4).unwrap();
    let view = picture.as_mut();
    (view.y[5], view.u[1], view.v[2]) = (7, 8, 9);
    let view = picture.as_ref();
    assert_eq!((view.y[5], view.u[1], view.v[2]), (7, 8, 9));
}

#[test]
fn another_size_uses_the_memory_again() {
    let mut picture = I420::new(100, 100).unwrap();
    let before = picture.samples().as_ptr();
    picture.resize(64, 48).unwrap();
    assert_eq!(picture.samples().len(), I420::len_of(64, 48).unwrap());
    assert_eq!(picture.samples().as_ptr(), before);
    assert!(picture.resize(0, 1).is_err());
}
