use proptest::prelude::*;

use super::*;

fn take(queue: &mut PlayoutQueue) -> Vec<i16> {
    let mut frame = [0; MAX_FRAME_SAMPLES];
    let rate = queue.take_frame(&mut frame);
    frame[..rate.samples_per_ms(FRAME_MS)].to_vec()
}

fn ramp(len: i16) -> Vec<i16> {
    (0..len).collect()
}

#[test]
fn frames_come_out_as_they_came_in() {
    let mut queue = PlayoutQueue::new();
    queue.push(16_000, &ramp(500)).unwrap();
    queue.push(16_000, &ramp(140)).unwrap();
    let expected = [ramp(500), ramp(140)].concat();
    assert_eq!(take(&mut queue), expected[..320]);
    assert_eq!(take(&mut queue), expected[320..]);
    assert!(queue.is_empty());
}

#[test]
fn the_rest_is_filled_up_with_silence() {
    let mut queue = PlayoutQueue::new();
    queue.push(8_000, &[5; 100]).unwrap();
    assert!(!queue.has_frame());
    assert_eq!(take(&mut queue), [[5; 100].as_slice(), &[0; 60]].concat());
}

#[test]
fn waiting_time_is_counted_at_each_rate() {
    let mut queue = PlayoutQueue::new();
    queue.push(8_000, &[0; 80]).unwrap();
    queue.push(48_000, &[0; 480]).unwrap();
    assert_eq!(queue.duration(), Duration::from_millis(20));
    assert!(queue.has_frame());
}

#[test]
fn a_change_of_rate_within_a_frame_loses_nothing() {
    let mut queue = PlayoutQueue::new();
    queue.push(16_000, &[1_000; 80]).unwrap();
    queue.push(48_000, &[3_000; 720]).unwrap();
    let frame = take(&mut queue);
    assert_eq!(frame.len(), 960);
    assert_eq!(frame[..240], [1_000; 240]);
    assert_eq!(frame[240..], [3_000; 720]);
    assert!(queue.is_empty());
}

#[test]
fn the_rest_of_another_rate_is_interpolated() {
    let mut queue = PlayoutQueue::new();
    queue.push(24_000, &[0, 100, 200, 300]).unwrap();
    queue.push(48_000, &[7; 952]).unwrap();
    let frame = take(&mut queue);
    assert_eq!(frame[..9], [0, 50, 100, 150, 200, 250, 300, 300, 7]);
}

#[test]
fn other_rates_are_resampled_to_the_next_native_one() {
    let mut queue = PlayoutQueue::new();
    for _ in 0..5 {
        queue.push(22_050, &[1_000; 441]).unwrap();
    }
    for _ in 0..5 {
        assert!(queue.has_frame());
        assert_eq!(take(&mut queue).len(), 480);
    }
    assert!(!queue.is_empty(), "the filter's last milliseconds");
    queue.flush().unwrap();
    let rest = take(&mut queue);
    assert!(rest[0].abs_diff(1_000) < 10);
    assert!(queue.is_empty());
}

#[test]
fn a_change_of_odd_rates_flushes_what_the_first_one_holds() {
    let mut queue = PlayoutQueue::new();
    queue.push(44_100, &[1_000; 4_410]).unwrap();
    queue.push(48_000, &[2_000; 4_800]).unwrap();
    let delay = queue.duration().saturating_sub(Duration::from_millis(200));
    assert!(delay < Duration::from_millis(1), "{delay:?}");
    let heard: Vec<i16> = std::iter::from_fn(|| (!queue.is_empty()).then(|| take(&mut queue)))
        .flatten()
        .collect();
    let first = heard
        .iter()
        .filter(|sample| sample.abs_diff(1_000) < 50)
        .count();
    assert!((4_750..=4_850).contains(&first), "{first}");
}

#[test]
fn clearing_drops_all_and_gives_memory_back() {
    let mut queue = PlayoutQueue::new();
    queue.push(44_100, &vec![1; 441_000]).unwrap();
    queue.clear();
    assert!(queue.is_empty());
    assert_eq!(queue.duration(), Duration::ZERO);
    assert!(queue.samples.capacity() < 3 * KEPT_SAMPLES);
}

#[test]
fn played_out_audio_gives_memory_back() {
    let mut queue = PlayoutQueue::new();
    queue.push(48_000, &vec![1; 480_000]).unwrap();
    for _ in 0..500 {
        take(&mut queue);
    }
    assert!(queue.samples.capacity() < 3 * KEPT_SAMPLES);
}

#[test]
fn rates_that_change_all_the_time_are_noticed() {
    let mut queue = PlayoutQueue::new();
    for round in 0..MAX_STRETCHES {
        assert!(!queue.is_mixed_up());
        queue.push([8_000, 16_000][round % 2], &[0]).unwrap();
    }
    assert!(queue.is_mixed_up());
}

proptest! {
    #[test]
    fn whatever_comes_in_comes_out_in_whole_frames(
        chunks in prop::collection::vec((0usize..5, 1usize..3_000), 1..20),
    ) {
        let mut queue = PlayoutQueue::new();
        let mut total = Duration::ZERO;
        for (rate, len) in chunks {
            let rate = SampleRate::ALL[rate].hz();
            queue.push(rate, &vec![100; len]).unwrap();
            total += samples_at(rate, len);
        }
        prop_assert!(queue.duration().abs_diff(total) < ROUNDING);
        let mut frames = 0;
        while !queue.is_empty() {
            prop_assert!(take(&mut queue).iter().all(|sample| *sample == 100 || *sample == 0));
            frames += 1;
        }
        let played = FRAME * frames;
        prop_assert!(played + Duration::from_millis(1) >= total && played < total + 2 * FRAME);
    }
}
