use super::*;

#[test]
fn a_ring_holds_as_many_frames_as_its_time_has() {
    let config = EngineConfig {
        tap_ring: std::time::Duration::from_millis(60),
        ..EngineConfig::default()
    };
    let hub = hub(&config, &Arc::new(Doorbell::new(|| {})));
    let id = crate::SessionId::from_u64(1);
    let taken: Vec<bool> = (0..4)
        .map(|time| hub.push_frame(id, time, 0, &[0; 960]))
        .collect();
    assert_eq!(taken, [true, true, true, false]);
}
