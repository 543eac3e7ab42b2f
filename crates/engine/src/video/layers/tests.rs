use super::*;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// Three qualities for so many milliseconds: 1, 2 and 4 packets of 500 bytes every 20 ms.
fn measured(millis: u64) -> Layers {
    let mut layers = Layers::default();
    for time in (0..=millis).step_by(20) {
        for (ssrc, packets) in [(30, 4), (10, 1), (20, 2)] {
            for _ in 0..packets {
                layers.note(at(time), ssrc, 500);
            }
        }
    }
    layers
}

#[test]
fn the_best_that_fits_is_chosen_whatever_its_name() {
    let layers = measured(2_000);
    assert_eq!(layers.fitting(at(2_000), None), Some(30));
    assert_eq!(layers.fitting(at(2_000), Some(500_000)), Some(20));
    assert_eq!(layers.fitting(at(2_000), Some(250_000)), Some(10));
    assert_eq!(
        layers.fitting(at(2_000), Some(1)),
        Some(10),
        "the smallest at least"
    );
    assert!(
        layers
            .rate(20)
            .is_some_and(|rate| rate.abs_diff(400_000) < 20_000)
    );
}

#[test]
fn a_layer_that_is_switched_off_is_not_chosen() {
    let mut layers = measured(2_000);
    for time in (2_000..5_000).step_by(20) {
        layers.note(at(time), 10, 500);
    }
    assert_eq!(layers.fitting(at(5_000), None), Some(10));
    assert_eq!(layers.fitting(at(60_000), None), None);
}

#[test]
fn nobody_makes_us_remember_more_streams_than_a_picture_has() {
    let mut layers = Layers::default();
    for ssrc in 0..1_000 {
        layers.note(at(0), ssrc, 100);
    }
    assert_eq!(layers.0.len(), MAX_LAYERS);
}
