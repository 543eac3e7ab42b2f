use super::*;

fn engine() -> VirtualEngine {
    let address = "192.0.2.1:5000".parse().unwrap();
    VirtualEngine::new(EngineConfig::default(), address, Instant::now()).unwrap()
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
