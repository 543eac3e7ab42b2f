use super::*;

fn mixed(frames: &[&[i16]]) -> Vec<i16> {
    let (mut bus, mut out) = (Bus::default(), Vec::new());
    bus.clear(frames[0].len());
    for frame in frames {
        bus.add(frame);
    }
    bus.write(&mut out);
    out
}

#[test]
fn a_voice_alone_stays_as_it_is_however_loud() {
    let loud = [i16::MAX, i16::MIN, 0, -1, 30_000];
    assert_eq!(mixed(&[&loud]), loud);
}

#[test]
fn quiet_voices_add_up_exactly() {
    assert_eq!(
        mixed(&[&[100, -200, 8_000], &[5, -7, 9_000]]),
        [105, -207, 17_000]
    );
}

#[test]
fn loud_voices_are_bent_without_clipping_and_keep_their_order() {
    let level = [8_000, 12_000, 13_000, 16_000, 20_000, 30_000, i16::MAX];
    let sums = mixed(&[&level, &level]);
    assert!(sums.is_sorted_by(|low, high| low < high), "{sums:?}");
    assert!(*sums.last().unwrap() < i16::MAX);
    let many = vec![&[i16::MIN, i16::MAX][..]; 5_000];
    let most = mixed(&many);
    assert!(most[0] >= -32_767 && most[1] >= 32_700, "{most:?}");
}

#[test]
fn the_bend_begins_without_a_step() {
    for sum in KNEE - 2..KNEE + 200 {
        let step = limit(sum + 1) - limit(sum);
        assert!((0..=1).contains(&step), "{sum}: {step}");
    }
    assert_eq!(limit(-40_000), -limit(40_000));
}

#[test]
fn what_is_taken_away_leaves_no_trace() {
    let (mut bus, mut out) = (Bus::default(), Vec::new());
    bus.clear(3);
    bus.add(&[1_000, i16::MIN, 3]);
    bus.add(&[30_000, 30_000, -30_000]);
    bus.change(&[1_000, i16::MIN, 3], Gain::NONE);
    bus.write(&mut out);
    assert_eq!(out, [30_000, 30_000, -30_000]);
    assert_eq!(bus.voices(), 1);
}

#[test]
fn a_gain_makes_one_voice_louder_or_quieter() {
    let (mut bus, mut out) = (Bus::default(), Vec::new());
    bus.clear(2);
    bus.add(&[1_000, -400]);
    bus.add(&[10, 10]);
    bus.change(&[1_000, -400], Gain::from_factor(0.5).unwrap());
    bus.write(&mut out);
    assert_eq!(out, [510, -190]);
    bus.clear(1);
    bus.add(&[20_000]);
    bus.change(&[20_000], Gain::from_factor(4.0).unwrap());
    bus.write(&mut out);
    assert!(out[0] > 30_000 && out[0] < i16::MAX, "{out:?}");
}

#[test]
fn gains_out_of_range_are_none() {
    for factor in [-0.1, 4.1, f32::NAN, f32::INFINITY] {
        assert_eq!(Gain::from_factor(factor), None, "{factor}");
    }
    assert_eq!(Gain::from_factor(1.0), Some(Gain::UNITY));
    assert!(Gain::from_factor(0.0).unwrap().is_none());
}

#[test]
fn the_very_lowest_sample_at_the_highest_gain_does_not_wrap() {
    assert!(Gain::from_factor(MAX_GAIN).unwrap().apply(i16::MIN) < -131_000);
}
