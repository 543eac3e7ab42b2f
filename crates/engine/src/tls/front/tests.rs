use super::*;

#[test]
fn the_thread_ends_when_it_is_asked_to() {
    let arrivals = Arc::new(Arrivals::new().unwrap());
    let thread = spawn(Arc::clone(&arrivals)).unwrap();
    arrivals.stop();
    thread.join().unwrap();
    assert!(arrivals.take().is_empty());
}
