use super::*;

fn read(picture: &[u8], width: u32, height: u32) -> Option<u16> {
    number(width, height, picture, width as usize)
}

#[test]
fn every_number_is_read_back_at_every_size() {
    for (width, height) in [(32, 32), (160, 120), (321, 241), (640, 480)] {
        for wanted in [0, 1, 77, 0x5555, u16::MAX] {
            let picture = TestPicture::new(width, height).samples(wanted);
            assert_eq!(
                read(&picture, width, height),
                Some(wanted),
                "{width}x{height}"
            );
        }
    }
}

#[test]
fn a_number_is_read_through_noise() {
    let picture = TestPicture::new(320, 240).with_noise(30).samples(4_711);
    assert_eq!(read(&picture, 320, 240), Some(4_711));
}

#[test]
fn a_picture_without_a_number_is_not_read() {
    assert_eq!(read(&vec![128; 320 * 240], 320, 240), None);
    assert_eq!(read(&[], 320, 240), None);
}

#[test]
fn a_picture_has_all_its_samples_at_odd_sizes_too() {
    assert_eq!(
        TestPicture::new(33, 35).samples(0).len(),
        33 * 35 + 2 * 17 * 18
    );
}

#[test]
fn pictures_differ_from_each_other_and_are_drawn_the_same_again() {
    let source = TestPicture::new(320, 240).with_noise(4);
    let (first, second) = (source.samples(1), source.samples(2));
    assert!(psnr(&first, &second) < 35.0);
    assert_eq!(first, source.samples(1));
}

#[test]
fn noise_of_four_costs_as_much_psnr_as_its_variance_says() {
    let clean = TestPicture::new(320, 240).samples(1);
    let noisy = TestPicture::new(320, 240).with_noise(4).samples(1);
    // Variance 20/3 on 7/8 of the luma, which is 2/3 of the samples.
    let told = psnr(&clean, &noisy);
    assert!((told - 42.2).abs() < 0.3, "{told}");
}

#[test]
fn equal_pictures_have_the_best_psnr_there_is() {
    assert!((psnr(&[1, 2], &[1, 2]) - 100.0).abs() < f64::EPSILON);
    assert!(psnr(&[0; 4], &[255; 4]).abs() < 1e-9);
}
