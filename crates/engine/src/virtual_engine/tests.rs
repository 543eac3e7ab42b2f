use super::*;

fn engine() -> VirtualEngine {
    let address = "192.0.2.1:5000".parse().unwrap();
    VirtualEngine::new(EngineConfig::default(), address, Instant::now(), || {}).unwrap()
}

#[test]
fn without_anything_to_do_the_clock_goes_where_it_is_told() {
    let mut engine = engine();
    assert_eq!(engine.next_timeout(), None);
    let later = Timestamp::from_millis(3_600_000);
    assert!(engine.step(later).is_empty());
    assert_eq!(engine.now(), later);
}

#[test]
fn a_datagram_arrives_when_it_is_due_and_not_before() {
    let mut engine = engine();
    let at = Timestamp::from_millis(50);
    let from = "192.0.2.2:6000".parse().unwrap();
    engine.deliver_at(at, from, "192.0.2.1:5000".parse().unwrap(), vec![1, 2, 3]);
    let received = |engine: &VirtualEngine| {
        let mut count = 0.0;
        engine.metrics().visit(|name, value| {
            if name == "datagrams_received_total" {
                count = value;
            }
        });
        count
    };
    engine.step(Timestamp::from_millis(49));
    assert!(received(&engine) < 0.5);
    engine.step(at);
    assert!(received(&engine) > 0.5);
}

#[test]
fn nobody_can_be_played_to() {
    let nobody = SessionId::from_u64(1);
    assert!(!engine().send_audio(nobody, 48_000, &[0; 960]));
}

#[test]
fn what_the_host_asks_is_done_by_the_next_step() {
    let mut engine = engine();
    let host = engine.host();
    let offer = include_str!("../../../../tests/data/offers/chromium-156-audio.sdp");
    let session = host.open(offer, Route::Agent).unwrap();
    assert!(!engine.has_rung());
    engine.step(Timestamp::ZERO);
    assert!(engine.has_rung());
    let (notices, _) = host.drain(1);
    assert_eq!(notices[0].session, session);
    assert!(!engine.has_rung());
}

#[test]
fn a_host_that_shuts_down_is_told_of_the_end_of_each_session() {
    let mut engine = engine();
    let offer = include_str!("../../../../tests/data/offers/chromium-156-audio.sdp");
    engine.open(offer, Route::Agent).unwrap();
    engine.drain();
    engine.host().shut_down();
    engine.step(Timestamp::ZERO);
    let (notices, _) = engine.drain();
    let last = notices.last().map(|notice| notice.code.clone());
    assert_eq!(last.as_deref(), Some("shutdown"));
    assert!(engine.open(offer, Route::Agent).is_err());
}
