use super::*;

const LIMIT: Duration = Duration::from_secs(1);
const FRAME_16K: [i16; 320] = [7; 320];

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// Keeps every deadline up to `end`; answers when frames left.
fn leaving(playout: &mut Playout, end: Timestamp) -> Vec<Timestamp> {
    let mut frame = [0; MAX_FRAME_SAMPLES];
    let mut left = Vec::new();
    while let Some(due) = playout.next_timeout().filter(|due| *due <= end) {
        if playout.poll_frame(due, &mut frame).is_some() {
            left.push(due);
        }
    }
    left
}

#[test]
fn a_burst_leaves_frame_by_frame() {
    let mut playout = Playout::new(LIMIT);
    for _ in 0..3 {
        playout.queue(at(5), 16_000, &FRAME_16K).unwrap();
    }
    assert_eq!(leaving(&mut playout, at(100)), [at(5), at(25), at(45)]);
}

#[test]
fn a_late_frame_leaves_at_once() {
    let mut playout = Playout::new(LIMIT);
    let mut left = Vec::new();
    for arrival in [0, 20, 55] {
        playout.queue(at(arrival), 16_000, &FRAME_16K).unwrap();
        left.extend(leaving(&mut playout, at(arrival)));
    }
    assert_eq!(left, [at(0), at(20), at(55)]);
}

#[test]
fn what_is_too_much_is_refused_as_a_whole() {
    let mut playout = Playout::new(Duration::from_millis(30));
    playout.queue(at(0), 16_000, &FRAME_16K).unwrap();
    let refused = playout.queue(at(0), 16_000, &FRAME_16K);
    assert_eq!(refused, Err(Refused::Full));
    assert_eq!(playout.queued(), Duration::from_millis(20));
}

#[test]
fn shortening_drops_the_oldest_frames() {
    let mut playout = Playout::new(LIMIT);
    for value in 0..10_i16 {
        playout.queue(at(0), 16_000, &[value; 320]).unwrap();
    }
    let dropped = playout.shorten(Duration::from_millis(60));
    assert_eq!(dropped, Duration::from_millis(140));
    let mut frame = [0; MAX_FRAME_SAMPLES];
    playout.poll_frame(at(0), &mut frame).unwrap();
    assert_eq!(frame[0], 7);
    playout.shorten(Duration::ZERO);
    assert_eq!(playout.next_timeout(), None);
}
