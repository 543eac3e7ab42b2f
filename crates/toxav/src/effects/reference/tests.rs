use super::*;

fn frame(channels: u8, rate: u32, value: i16) -> AudioFrame {
    let samples = rate as usize / 50;
    AudioFrame {
        friend: 0,
        pcm: vec![value; samples * usize::from(channels)],
        samples,
        channels,
        rate,
    }
}

#[test]
fn what_was_played_comes_out_once_and_in_order() {
    let mut reference = Reference::new(Duration::from_millis(500));
    assert_eq!(reference.push(&frame(1, 16_000, 1)), 0);
    assert_eq!(reference.push(&frame(1, 16_000, 2)), 0);
    let mut pcm = Vec::new();
    assert_eq!(reference.take(&mut pcm), (1, 16_000));
    assert_eq!(pcm, [[1; 320], [2; 320]].concat());
    pcm.clear();
    reference.take(&mut pcm);
    assert!(pcm.is_empty());
}

#[test]
fn the_oldest_goes_when_nobody_speaks() {
    let mut reference = Reference::new(Duration::from_millis(30));
    assert_eq!(reference.push(&frame(2, 48_000, 1)), 0);
    assert_eq!(reference.push(&frame(2, 48_000, 2)), 960);
    let mut pcm = Vec::new();
    reference.take(&mut pcm);
    assert_eq!(pcm.len(), 2_880);
    assert_eq!((pcm[959], pcm[960]), (1, 2));
}

#[test]
fn another_format_does_not_mix_with_the_one_before() {
    let mut reference = Reference::new(Duration::from_millis(500));
    reference.push(&frame(2, 48_000, 1));
    reference.push(&frame(1, 8_000, 2));
    let mut pcm = Vec::new();
    assert_eq!(reference.take(&mut pcm), (1, 8_000));
    assert_eq!(pcm, [2; 160]);
}
