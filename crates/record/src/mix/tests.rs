use super::*;

#[test]
fn voices_are_added_where_they_belong() {
    let mut mix = Mix::default();
    mix.add(2, &[10, 20]);
    mix.add(3, &[5, 6]);
    assert_eq!(mix.take(6), [0, 0, 10, 25, 6, 0]);
    assert_eq!(mix.from(), 6);
}

#[test]
fn what_is_past_is_left_out() {
    let mut mix = Mix::default();
    assert_eq!(mix.take(3), [0, 0, 0]);
    mix.add(1, &[1, 2, 3, 4]);
    assert_eq!(mix.take(5), [3, 4]);
    assert_eq!(mix.take(4), []);
    assert_eq!(mix.from(), 5);
}

#[test]
fn many_loud_voices_do_not_clip() {
    let mut mix = Mix::default();
    for _ in 0..50 {
        mix.add(0, &[i16::MAX, i16::MIN, 20_000]);
    }
    let [high, low, _] = mix.take(3)[..] else {
        panic!("three samples");
    };
    assert!(high > 32_000 && low < -32_000);
    mix.add(3, &[20_000]);
    assert_eq!(
        mix.take(4),
        [20_000],
        "what is not too loud stays as it was"
    );
}
