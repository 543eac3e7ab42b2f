use super::*;

fn id(number: u64) -> SessionId {
    SessionId::from_u64(number)
}

#[test]
fn everybody_hears_everybody_else() {
    let matrix = Matrix::default();
    assert_eq!(matrix.gain(id(1), id(2)), Gain::UNITY);
    assert_eq!(matrix.gain(id(1), id(1)), Gain::NONE);
}

#[test]
fn a_gain_is_for_one_direction() {
    let mut matrix = Matrix::default();
    matrix.set(id(1), id(2), Gain::NONE);
    assert_eq!(matrix.gain(id(1), id(2)), Gain::NONE);
    assert_eq!(matrix.gain(id(2), id(1)), Gain::UNITY);
    assert_eq!(matrix.gain(id(1), id(3)), Gain::UNITY);
}

#[test]
fn nobody_can_be_made_to_hear_oneself() {
    let mut matrix = Matrix::default();
    matrix.set(id(1), id(1), Gain::UNITY);
    assert_eq!(matrix.gain(id(1), id(1)), Gain::NONE);
}

#[test]
fn what_is_undone_or_left_takes_no_room() {
    let mut matrix = Matrix::default();
    for other in 2..100 {
        matrix.set(id(1), id(other), Gain::NONE);
        matrix.set(id(other), id(1), Gain::NONE);
    }
    for other in 2..50 {
        matrix.set(id(1), id(other), Gain::UNITY);
        matrix.set(id(1), id(other), Gain::UNITY);
    }
    assert_eq!(matrix.gain(id(1), id(60)), Gain::NONE);
    matrix.forget(id(1));
    assert!(matrix.gains.is_empty() && matrix.listeners.is_empty());
}
