use super::*;
use crate::SessionId;
use crate::command::Route;
use crate::host::tests::host;
use crate::line::SocketLine;

const ID: SessionId = SessionId::from_u64(256);
const CALL: CallId = CallId::from_u64(512);

fn socket(route: Route, host: &Host) -> Line {
    let shared = host.directory.insert(ID);
    Line::Socket(Box::new(SocketLine::new(
        ID,
        route,
        shared,
        Timestamp::ZERO,
        host,
    )))
}

#[test]
fn only_members_have_a_call() {
    let host = host(|_| {});
    assert_eq!(socket(Route::Agent, &host).call(), None);
    assert_eq!(socket(Route::Call(CALL), &host).call(), Some(CALL));
}

#[test]
fn a_socket_is_sent_nothing_before_its_start() {
    let host = host(|_| {});
    let mut line = socket(Route::Call(CALL), &host);
    assert_eq!(line.ear(), Ear::Nothing);
    assert!(line.voice().is_none() && !line.has_input());
}

#[test]
fn a_seat_hears_what_it_was_made_for() {
    let host = host(|_| {});
    let shared = host.directory.insert(ID);
    let seat = SeatLine::new(ID, Hears::Mix, shared, Timestamp::ZERO, &host);
    let mut line = Line::Seat {
        call: CALL,
        line: Box::new(seat),
    };
    assert_eq!(line.ear(), Ear::Seat(Hears::Mix));
    assert!(line.voice().is_some() && line.seat().is_some());
}
