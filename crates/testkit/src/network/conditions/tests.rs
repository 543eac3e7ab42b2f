use super::*;

#[test]
fn bursts_keep_their_average() {
    let Loss::Burst { enter, leave } = Loss::bursts(0.05, 3.0) else {
        panic!("not a burst");
    };
    let average = enter / (enter + leave);
    assert!((average - 0.05).abs() < 1e-9);
    assert!((1.0 / leave - 3.0).abs() < 1e-9);
}

#[test]
fn the_default_network_does_nothing() {
    let conditions = Conditions::default();
    assert_eq!(conditions.loss, Loss::None);
    assert_eq!(conditions.jitter, Jitter::None);
    assert_eq!(conditions.delay, Duration::ZERO);
}
