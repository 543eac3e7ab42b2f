use jackfield_webrtc::Direction;

use super::*;

fn line(mid: &str, kind: MediaKind) -> MediaLine {
    MediaLine {
        mid: Mid::from(mid),
        kind,
        direction: Direction::RecvOnly,
        payloads: Vec::new(),
    }
}

#[test]
fn all_audio_but_the_first_is_a_slot() {
    let media = [
        line("a", MediaKind::Audio),
        line("v", MediaKind::Video),
        line("b", MediaKind::Audio),
    ];
    let mut slots = Slots::new(&media).unwrap();
    assert!(slots.receiver(Mid::from("a")).is_none());
    assert!(slots.receiver(Mid::from("v")).is_none());
    assert!(slots.receiver(Mid::from("b")).is_some());
    assert_eq!(slots.heard(Mid::from("b")), Some([].as_slice()));
    slots.listen(Timestamp::ZERO);
    assert_eq!(slots.next_timeout(), None);
}
