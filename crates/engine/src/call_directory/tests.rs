use super::*;

#[test]
fn levels_are_those_published_last() {
    let directory = CallDirectory::default();
    let call = CallId::new(1, 0);
    directory.insert(call);
    let shared = directory.get(call).unwrap();
    shared.publish(|levels| levels.push((SessionId::from_u64(1), -10.0)));
    shared.publish(|levels| levels.push((SessionId::from_u64(2), -20.0)));
    assert_eq!(shared.levels(), [(SessionId::from_u64(2), -20.0)]);
}

#[test]
fn a_call_that_ended_is_known_no_more() {
    let directory = CallDirectory::default();
    let call = CallId::new(1, 0);
    directory.insert(call);
    assert!(directory.contains(call) && directory.len() == 1);
    directory.remove(call);
    assert!(!directory.contains(call) && directory.get(call).is_none());
}
