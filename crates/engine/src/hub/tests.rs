use std::sync::atomic::AtomicUsize;

use super::*;

const SAMPLES: usize = 4;

struct Counted {
    hub: Hub,
    bell: Arc<Doorbell>,
    rings: Arc<AtomicUsize>,
}

fn counted(ring_frames: usize) -> Counted {
    let rings = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rings);
    let bell = Arc::new(Doorbell::new(move || {
        count.fetch_add(1, Ordering::SeqCst);
    }));
    Counted {
        hub: Hub::new(Arc::clone(&bell), SAMPLES, ring_frames),
        bell,
        rings,
    }
}

fn session(serial: u64) -> SessionId {
    SessionId::new(serial, 0)
}

fn drain(hub: &Hub, max_frames: usize) -> (Vec<Notice>, Frames, bool) {
    let (mut notices, mut frames) = (Vec::new(), Frames::default());
    let empty = hub.drain(max_frames, &mut notices, &mut frames);
    (notices, frames, empty)
}

#[test]
fn a_full_ring_drops_its_oldest_frame_and_says_so() {
    let test = counted(2);
    assert!(test.hub.push_frame(session(1), 0, 0, &[1; SAMPLES]));
    assert!(test.hub.push_frame(session(1), 20, 0, &[2; SAMPLES]));
    assert!(!test.hub.push_frame(session(1), 40, 0, &[3; SAMPLES]));
    let (_, frames, empty) = drain(&test.hub, 100);
    assert!(empty);
    assert_eq!(frames.media_times, [20, 40]);
    assert_eq!(frames.samples, [2, 2, 2, 2, 3, 3, 3, 3]);
}

#[test]
fn one_session_that_is_not_fetched_takes_nothing_from_another() {
    let test = counted(2);
    for time in 0..10 {
        test.hub.push_frame(session(1), time, 0, &[1; SAMPLES]);
    }
    assert!(test.hub.push_frame(session(2), 0, 0, &[2; SAMPLES]));
    let (_, frames, _) = drain(&test.hub, 100);
    assert_eq!(
        frames.sessions,
        [
            session(1).as_u64(),
            session(1).as_u64(),
            session(2).as_u64()
        ]
    );
}

#[test]
fn after_a_blocked_consumer_the_next_batch_is_whole_again() {
    let test = counted(2);
    for time in 0..50 {
        test.hub.push_frame(session(1), time, 0, &[1; SAMPLES]);
    }
    drain(&test.hub, 100);
    for time in 50..52 {
        assert!(test.hub.push_frame(session(1), time, 0, &[1; SAMPLES]));
    }
    let (_, frames, _) = drain(&test.hub, 100);
    assert_eq!(frames.media_times, [50, 51]);
}

#[test]
fn a_drain_takes_no_more_than_asked_and_the_rest_comes_next() {
    let test = counted(10);
    for time in 0..5 {
        test.hub.push_frame(session(1), time, 0, &[1; SAMPLES]);
    }
    let (_, frames, empty) = drain(&test.hub, 3);
    assert_eq!((frames.media_times.len(), empty), (3, false));
    let (_, frames, empty) = drain(&test.hub, 3);
    assert_eq!((frames.media_times, empty), (vec![3, 4], true));
}

#[test]
fn the_host_is_woken_once_however_much_there_is() {
    let test = counted(10);
    for time in 0..5 {
        test.hub.push_frame(session(1), time, 0, &[1; SAMPLES]);
        test.hub.flush();
    }
    assert_eq!(test.rings.load(Ordering::SeqCst), 1);
    test.bell.arm();
    drain(&test.hub, 100);
    test.hub.flush();
    assert_eq!(
        test.rings.load(Ordering::SeqCst),
        1,
        "nothing new, no wake-up"
    );
    test.hub.post(Notice::new(session(1), EventKind::Connected));
    test.hub.flush();
    assert_eq!(test.rings.load(Ordering::SeqCst), 2);
}

#[test]
fn notices_keep_their_order_and_are_never_dropped() {
    let test = counted(1);
    for value in 0..1000 {
        test.hub
            .post(Notice::new(session(1), EventKind::Track).value(f64::from(value)));
    }
    let (notices, _, _) = drain(&test.hub, 0);
    assert_eq!(notices.len(), 1000);
    assert!(notices.windows(2).all(|pair| pair[0].value < pair[1].value));
}

#[test]
fn a_forgotten_session_leaves_no_frame() {
    let test = counted(4);
    test.hub.push_frame(session(1), 0, 0, &[1; SAMPLES]);
    test.hub.push_frame(session(2), 0, 0, &[2; SAMPLES]);
    test.hub.forget(session(1));
    let (_, frames, _) = drain(&test.hub, 100);
    assert_eq!(frames.sessions, [session(2).as_u64()]);
}

#[test]
fn every_kind_has_a_name_of_its_own() {
    use EventKind as K;
    let kinds = [
        K::Opened,
        K::Refused,
        K::Connected,
        K::Disconnected,
        K::Track,
        K::Restarted,
        K::Trickled,
        K::Rejected,
        K::Room,
        K::Drained,
        K::Closed,
    ];
    let mut names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), kinds.len());
}
