use super::*;
use jackfield_testkit::speech::rms;

const LIMIT: Duration = Duration::from_millis(400);
const RATE: u32 = 16_000;
const FRAME_48K: usize = 960;

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

fn receiver() -> PcmReceiver {
    PcmReceiver::new(RATE, 48_000, LIMIT).unwrap()
}

/// Keeps every deadline up to `end`; answers when frames left, and whether they are silence.
fn frames(receiver: &mut PcmReceiver, end: Timestamp) -> Vec<(u64, bool, Duration)> {
    let mut out = [1; FRAME_48K];
    let mut left = Vec::new();
    while let Some(due) = receiver.next_timeout().filter(|due| *due <= end) {
        while let Some(frame) = receiver.poll_frame(due, &mut out) {
            let millis = due.as_nanos() / 1_000_000;
            left.push((millis, frame.is_silence, frame.media_time));
        }
    }
    left
}

#[expect(clippy::cast_possible_truncation, reason = "below full scale")]
fn tone(rate: u32, samples: u32) -> Vec<i16> {
    (0..samples)
        .map(|index| {
            let phase = f64::from(index) * 440.0 / f64::from(rate) * std::f64::consts::TAU;
            (phase.sin() * 10_000.0) as i16
        })
        .collect()
}

#[test]
fn a_steady_stream_is_not_delayed() {
    let mut receiver = receiver();
    for index in 0..50 {
        receiver.push(at(index * 20), &[0; 320]).unwrap();
        let left = frames(&mut receiver, at(index * 20));
        assert_eq!(left.len(), 1, "frame {index}");
        assert_eq!(left[0].2, FRAME * u32::try_from(index).unwrap());
    }
    assert!(receiver.queued() < Duration::from_millis(2));
    assert_eq!(receiver.silence(), Duration::ZERO);
}

#[test]
fn a_burst_after_a_stall_comes_one_by_one_and_its_delay_is_worked_off() {
    let mut receiver = receiver();
    receiver.push(at(0), &[0; 320]).unwrap();
    assert_eq!(
        frames(&mut receiver, at(99)).len(),
        2,
        "what came, and its rest"
    );
    for _ in 0..5 {
        receiver.push(at(100), &[0; 320]).unwrap();
    }
    let burst = frames(&mut receiver, at(139));
    assert_eq!(
        burst.len(),
        2,
        "the rest at 80 ms, one frame at once: {burst:?}"
    );
    for index in 6..200 {
        frames(&mut receiver, at(index * 20));
        receiver.push(at(index * 20), &[0; 320]).unwrap();
    }
    assert!(
        receiver.queued() < Duration::from_millis(25),
        "{:?}",
        receiver.queued()
    );
    assert_eq!(receiver.skipped(), Duration::ZERO);
}

#[test]
fn a_backlog_over_the_limit_loses_its_oldest() {
    let mut receiver = receiver();
    receiver.push(at(0), &vec![0; 16_000]).unwrap();
    assert!(receiver.queued() <= KEPT_BACKLOG);
    assert!(receiver.skipped() >= Duration::from_millis(880));
}

#[test]
fn silence_fills_a_gap_for_a_second_and_then_the_receiver_rests() {
    let mut receiver = receiver();
    receiver.push(at(0), &[0; 320]).unwrap();
    let left = frames(&mut receiver, at(5_000));
    // The few samples that the resampler held back come filled up with silence.
    assert_eq!((left[1].0, left[1].1), (80, false));
    assert!(left.iter().skip(2).all(|(_, is_silence, _)| *is_silence));
    assert_eq!(left.last().unwrap().0, 980);
    assert_eq!(receiver.next_timeout(), None);
}

#[test]
fn media_time_counts_frames_and_is_the_clocks_again_after_a_pause() {
    for (rate, samples) in [(8_000, 160), (16_000, 320), (24_000, 480), (48_000, 960)] {
        let mut receiver = PcmReceiver::new(rate, 48_000, LIMIT).unwrap();
        receiver.push(at(0), &vec![0; samples]).unwrap();
        let left = frames(&mut receiver, at(2_000));
        for (index, frame) in (0..).zip(&left) {
            assert_eq!(frame.2, FRAME * index, "frame {index} from {rate} Hz");
        }
        receiver.push(at(3_000), &vec![0; samples]).unwrap();
        let resumed = frames(&mut receiver, at(3_000));
        assert_eq!(resumed.len(), 1);
        assert_eq!(resumed[0].2, Duration::from_secs(3), "from {rate} Hz");
    }
}

#[test]
fn the_sender_keeps_the_clock_and_the_rate() {
    let mut sender = PcmSender::new(RATE, LIMIT);
    sender.queue(at(0), 24_000, &tone(24_000, 4_800)).unwrap();
    let mut heard = Vec::new();
    let mut times = Vec::new();
    while let Some(due) = sender.next_timeout().filter(|due| *due <= at(500)) {
        while sender.poll_frame(due, &mut heard).unwrap() {
            times.push(due);
        }
    }
    assert_eq!(times.len(), 10);
    assert_eq!(times[9], at(180));
    assert!(heard.len().abs_diff(3_200) < 40, "{}", heard.len());
    let expected = 10_000.0 / 2.0_f64.sqrt();
    assert!((rms(&heard[200..3_000]) / expected - 1.0).abs() < 0.05);
}

#[test]
fn clearing_leaves_nothing_to_say() {
    let mut sender = PcmSender::new(RATE, LIMIT);
    sender.queue(at(0), RATE, &[1; 3_200]).unwrap();
    sender.clear();
    assert_eq!(sender.queued(), Duration::ZERO);
    assert!(!sender.poll_frame(at(40), &mut Vec::new()).unwrap());
}

/// Frames of 20 ms in real time, but for 280 ms after which all that is owed comes at once.
fn live_with_a_stall() -> impl Iterator<Item = Timestamp> {
    (0..500u64).map(|frame| {
        at(20
            * if (100..114).contains(&frame) {
                114
            } else {
                frame
            })
    })
}

#[test]
fn what_is_skipped_after_a_stall_is_counted() {
    let mut sender = PcmSender::new(RATE, LIMIT);
    let mut receiver = PcmReceiver::new(RATE, RATE, LIMIT).unwrap();
    for now in live_with_a_stall() {
        while let Some(due) = sender.next_timeout().filter(|due| *due <= now) {
            while sender.poll_frame(due, &mut Vec::new()).unwrap() {}
        }
        sender.queue(now, RATE, &[0; 320]).unwrap();
        while sender.poll_frame(now, &mut Vec::new()).unwrap() {}
        frames(&mut receiver, now);
        receiver.push(now, &[0; 320]).unwrap();
        frames(&mut receiver, now);
    }
    for (skipped, queued) in [
        (sender.skipped(), sender.queued()),
        (receiver.skipped(), receiver.queued()),
    ] {
        assert!(skipped >= Duration::from_millis(200), "{skipped:?}");
        assert!(queued <= Duration::from_millis(80), "{queued:?}");
    }
}
