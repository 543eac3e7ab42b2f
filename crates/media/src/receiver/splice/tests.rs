use super::*;

const LEN: usize = 960;

/// A tone of 200 Hz, which repeats after 240 samples.
fn tone(from: usize) -> Vec<i16> {
    let sample = |index: usize| {
        let turn = f64::from(u32::try_from(from + index).unwrap()) / 240.0;
        (turn * std::f64::consts::TAU).sin() * 10_000.0
    };
    #[expect(clippy::cast_possible_truncation, reason = "within 16 bits")]
    (0..LEN).map(|index| sample(index) as i16).collect()
}

fn spliced(first: &[i16], second: &[i16]) -> Vec<i16> {
    let mut out = vec![0; LEN];
    splice(first, second, &mut out);
    out
}

#[test]
fn it_begins_as_the_first_and_ends_as_the_second() {
    let out = spliced(&[100; LEN], &[500; LEN]);
    assert_eq!((out[0], out[LEN - 1]), (100, 500));
    assert!(out.is_sorted());
}

#[test]
fn the_same_audio_stays_the_same() {
    assert_eq!(spliced(&tone(7), &tone(7)), tone(7));
}

#[test]
fn a_voice_goes_on_without_a_jump() {
    // The second is a fifth of a period ahead: no step may be larger than in the tone itself, by much.
    let out = spliced(&tone(0), &tone(48));
    let step = |pair: &[i16]| pair[0].abs_diff(pair[1]);
    let greatest = out.windows(2).map(step).max().unwrap();
    let natural = tone(0).windows(2).map(step).max().unwrap();
    assert!(greatest < natural * 2, "{greatest} > {natural}");
}

#[test]
fn the_two_are_joined_where_they_are_alike() {
    let (mut first, mut second) = (vec![0; LEN], vec![5_000; LEN]);
    first[480..720].fill(300);
    second[480..720].fill(300);
    assert_eq!(most_alike(&first, &second, LEN / BLEND), 480);
    assert_eq!(spliced(&first, &second)[479], 0);
    assert_eq!(spliced(&first, &second)[720], 5_000);
}

#[test]
fn nothing_is_joined_to_nothing() {
    splice(&[], &[], &mut []);
}
