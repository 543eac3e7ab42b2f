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
