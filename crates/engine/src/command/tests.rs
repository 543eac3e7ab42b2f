use super::*;

#[test]
fn only_the_route_of_a_call_leads_to_one() {
    let call = CallId::from_u64(512);
    assert_eq!(Route::Call(call).call(), Some(call));
    for route in [
        Route::Forward,
        Route::Transcode,
        Route::Agent,
        Route::Listen,
    ] {
        assert_eq!(route.call(), None);
    }
}

#[test]
fn a_recording_is_told_of_by_the_name_of_whom_it_is_of() {
    let call = CallId::from_u64(512);
    let session = SessionId::from_u64(768);
    assert_eq!(Recorded::Session(session).session(), session);
    assert_eq!(Recorded::Call(call).session().as_u64(), call.as_u64());
    let place = Recorded::Place { call, session };
    assert_eq!((place.session().as_u64(), place.call()), (512, Some(call)));
    assert_eq!(Recorded::Session(session).unknown(), "unknown_session");
    assert_eq!(Recorded::Call(call).unknown(), "call_unknown");
}
