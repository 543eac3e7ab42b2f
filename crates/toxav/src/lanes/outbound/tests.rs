use super::super::tests::{TERMS, at, is_key, lanes, show};
use crate::calls::Terms;
use crate::config::Config;

#[test]
fn what_is_wished_is_heeded_with_the_next_frame() {
    let here = lanes(&Config::default());
    // A call begins with some of them.
    for now in [0, 300, 800, 1_700] {
        assert!(is_key(&show(&here, at(now))), "{now}");
    }
    assert!(!is_key(&show(&here, at(2_000))));
    here.show_anew();
    assert!(is_key(&show(&here, at(2_400))));
    here.set_terms(Terms {
        sends_video: false,
        ..TERMS
    });
    assert!(!here.may_send_video() && here.may_send_audio());
    here.set_terms(TERMS);
    assert!(is_key(&show(&here, at(3_000))), "the friend sees it again");
}
