use super::*;

#[test]
fn there_are_as_many_seats_as_were_said_and_each_is_free_again() {
    let seats = Seats::new(2);
    let first = seats.take().unwrap();
    let _second = seats.take().unwrap();
    assert!(matches!(seats.take(), Err(EngineError::Capacity(_))));
    assert_eq!(seats.count(), 2);
    drop(first);
    assert_eq!(seats.count(), 1);
    assert!(seats.take().is_ok());
}
