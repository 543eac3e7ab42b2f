use super::*;

const LIMIT: Duration = Duration::from_millis(100);

fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn audio_over_the_limit_is_refused_as_a_whole() {
    let shared = Shared::default();
    assert!(shared.reserve(millis(60), LIMIT));
    assert!(!shared.reserve(millis(60), LIMIT));
    assert_eq!(shared.queued(), millis(60));
}

#[test]
fn a_refused_host_is_told_of_room_once() {
    let shared = Shared::default();
    shared.reserve(millis(100), LIMIT);
    assert!(!shared.reserve(millis(20), LIMIT));
    assert!(!shared.take_room(LIMIT), "still full");
    shared.release(millis(60));
    assert!(shared.take_room(LIMIT));
    assert!(!shared.take_room(LIMIT));
}

#[test]
fn a_host_that_was_never_refused_is_told_nothing() {
    assert!(!Shared::default().take_room(LIMIT));
}

#[test]
fn giving_back_too_much_leaves_nothing_owed() {
    let shared = Shared::default();
    shared.release(millis(5));
    assert_eq!(shared.queued(), Duration::ZERO);
}

#[test]
fn figures_are_seen_as_published() {
    let directory = Directory::default();
    let id = SessionId::new(1, 0);
    let shared = directory.insert(id);
    shared.publish(SessionStats {
        packets_received: 7,
        ..SessionStats::default()
    });
    assert_eq!(directory.get(id).unwrap().stats().packets_received, 7);
    directory.remove(id);
    assert!(directory.get(id).is_none());
    assert!(directory.is_empty());
}
