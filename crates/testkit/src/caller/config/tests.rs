use super::*;

#[test]
fn slots_come_last_and_only_receive() {
    let config = CallerConfig {
        video: true,
        slots: 2,
        ..CallerConfig::default()
    };
    let offered: Vec<(MediaKind, Direction)> = media(&config)
        .iter()
        .map(|request| (request.kind, request.direction))
        .collect();
    let slot = (MediaKind::Audio, Direction::RecvOnly);
    let both = |kind| (kind, Direction::SendRecv);
    let expected = [both(MediaKind::Audio), both(MediaKind::Video), slot, slot];
    assert_eq!(offered, expected);
}
