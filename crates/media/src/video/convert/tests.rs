use jackfield_testkit::picture::{TestPicture, psnr};

use super::*;

const ALL: [Packing; 4] = [Packing::Rgba, Packing::Bgra, Packing::Rgb, Packing::Bgr];

fn picture(width: u32, height: u32) -> I420 {
    I420::from_samples(width, height, TestPicture::new(width, height).samples(5)).unwrap()
}

/// One plain colour, packed.
fn packed(picture: &I420, packing: Packing, colours: ColourSpace) -> Vec<u8> {
    let mut packed = Vec::new();
    Converter::default()
        .to_packed(picture.as_ref(), packing, colours, &mut packed)
        .unwrap();
    packed
}

fn plain(y: u8, u: u8, v: u8) -> I420 {
    let mut picture = I420::new(16, 16).unwrap();
    let view = picture.as_mut();
    view.y.fill(y);
    view.u.fill(u);
    view.v.fill(v);
    picture
}

fn near(found: &[u8], wanted: &[u8]) -> bool {
    found.len() == wanted.len()
        && found
            .iter()
            .zip(wanted)
            .all(|(found, wanted)| found.abs_diff(*wanted) <= 2)
}

#[test]
fn red_is_red_in_every_packing_and_space() {
    let bt601 = ColourSpace::default();
    let bt709_full = ColourSpace {
        matrix: Matrix::Bt709,
        range: Range::Full,
    };
    // Luma and chroma of pure red: BT.601 table of studio range, BT.709's weights of full range.
    for (red, colours) in [
        (plain(81, 90, 240), bt601),
        (plain(54, 99, 255), bt709_full),
    ] {
        for (packing, pixel) in [
            (Packing::Rgba, &[255, 0, 0, 255][..]),
            (Packing::Bgra, &[0, 0, 255, 255]),
            (Packing::Rgb, &[255, 0, 0]),
            (Packing::Bgr, &[0, 0, 255]),
        ] {
            let packed = packed(&red, packing, colours);
            let first = &packed[..packing.pixel_len()];
            assert!(near(first, pixel), "{packing:?} {colours:?}: {first:?}");
            let mut back = I420::new(16, 16).unwrap();
            Converter::default()
                .from_packed(
                    &packed,
                    16 * packing.pixel_len(),
                    packing,
                    colours,
                    &mut back,
                )
                .unwrap();
            assert!(
                near(back.samples(), red.samples()),
                "{packing:?} {colours:?}"
            );
        }
    }
}

#[test]
fn there_and_back_the_picture_is_nearly_the_same() {
    for (width, height) in [(160, 120), (97, 33), (2, 2)] {
        let from = picture(width, height);
        for packing in ALL {
            let packed = packed(&from, packing, ColourSpace::default());
            let mut back = I420::new(width, height).unwrap();
            let stride = width as usize * packing.pixel_len();
            Converter::default()
                .from_packed(&packed, stride, packing, ColourSpace::default(), &mut back)
                .unwrap();
            let quality = psnr(from.samples(), back.samples());
            assert!(quality > 35.0, "{packing:?} {width}x{height}: {quality} dB");
        }
    }
}

#[test]
fn rows_of_pixels_may_be_further_apart_than_they_are_long() {
    let from = picture(32, 16);
    let tight = packed(&from, Packing::Rgb, ColourSpace::default());
    let loose: Vec<u8> = tight
        .chunks(96)
        .flat_map(|row| [row, &[7; 4]].concat())
        .collect();
    let read = |packed: &[u8], stride| {
        let mut picture = I420::new(32, 16).unwrap();
        Converter::default()
            .from_packed(
                packed,
                stride,
                Packing::Rgb,
                ColourSpace::default(),
                &mut picture,
            )
            .unwrap();
        picture
    };
    assert_eq!(read(&tight, 96), read(&loose, 100));
}

#[test]
fn nv12_has_the_same_samples() {
    for (width, height) in [(32, 16), (5, 3)] {
        let from = picture(width, height);
        let mut nv12 = Vec::new();
        to_nv12(from.as_ref(), &mut nv12).unwrap();
        let (luma, chroma) = nv12.split_at((width * height) as usize);
        assert_eq!(chroma[..2], [from.as_ref().u[0], from.as_ref().v[0]]);
        let mut back = I420::new(width, height).unwrap();
        let pairs = width.div_ceil(2) as usize * 2;
        from_nv12(luma, width as usize, chroma, pairs, &mut back).unwrap();
        assert_eq!(back, from);
    }
}

#[test]
fn too_few_bytes_are_refused() {
    let mut picture = I420::new(4, 4).unwrap();
    let colours = ColourSpace::default();
    assert!(
        Converter::default()
            .from_packed(&[0; 63], 16, Packing::Rgba, colours, &mut picture)
            .is_err()
    );
    assert!(
        Converter::default()
            .from_packed(&[0; 64], 15, Packing::Rgba, colours, &mut picture)
            .is_err()
    );
    assert!(
        Converter::default()
            .from_packed(&[0; 64], usize::MAX, Packing::Rgba, colours, &mut picture)
            .is_err()
    );
    assert!(from_nv12(&[0; 16], 4, &[0; 7], 4, &mut picture).is_err());
    assert!(from_nv12(&[0; 15], 4, &[0; 8], 4, &mut picture).is_err());
}

#[test]
fn pictures_with_gaps_become_the_same_pixels() {
    let from = picture(30, 16);
    let view = from.as_ref();
    let apart = |rows: &mut dyn Iterator<Item = &[u8]>| -> Vec<u8> {
        rows.flat_map(|row| [row, &[255; 9]].concat()).collect()
    };
    let y = apart(&mut view.y_rows());
    let (u, v) = (apart(&mut view.u_rows()), apart(&mut view.v_rows()));
    let loose = I420Ref {
        y: &y[..y.len() - 9],
        u: &u[..u.len() - 9],
        v: &v[..v.len() - 9],
        y_stride: 39,
        uv_stride: 24,
        ..view
    };
    let mut converter = Converter::default();
    let mut found = Vec::new();
    for _ in 0..2 {
        let colours = ColourSpace::default();
        converter
            .to_packed(loose, Packing::Bgra, colours, &mut found)
            .unwrap();
        assert_eq!(found, packed(&from, Packing::Bgra, colours));
    }
}
