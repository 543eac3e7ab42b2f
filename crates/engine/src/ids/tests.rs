use super::*;

#[test]
fn an_id_names_its_worker() {
    let id = SessionId::new(77, 3);
    assert_eq!(id.worker(), 3);
    assert_eq!(SessionId::from_u64(id.as_u64()), id);
}

#[test]
fn ids_of_one_worker_differ() {
    assert_ne!(SessionId::new(1, 0), SessionId::new(2, 0));
    assert_ne!(SessionId::new(1, 0), SessionId::new(1, 1));
}
