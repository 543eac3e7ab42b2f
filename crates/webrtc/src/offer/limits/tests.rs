use super::*;

const SECTION: &str = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

fn refusal(sdp: &str) -> String {
    match check_size(sdp) {
        Err(SessionError::Unsupported(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_limit_is_named_where_it_is_passed() {
    let line = "a=x\r\n";
    let rows = [
        (
            line.repeat(MAX_SECTION_LINES + 1),
            "before the first section: more than 400 lines",
        ),
        (
            SECTION.to_owned() + &line.repeat(MAX_SECTION_LINES),
            "media section 1: more than 400 lines",
        ),
        (
            (SECTION.to_owned() + &line.repeat(MAX_SECTION_LINES - 1)).repeat(3),
            "more than 1000 lines",
        ),
        (
            SECTION.repeat(MAX_MEDIA_SECTIONS + 1),
            "more than 16 media sections",
        ),
        (
            format!("{SECTION}a={}\r\n", "x".repeat(MAX_LINE_BYTES)),
            "line 2: more than 2048 bytes",
        ),
        (
            SECTION.to_owned() + &"a=rtpmap:111 opus/48000/2\r\n".repeat(MAX_COSTLY + 1),
            "media section 1: more than 150 a=rtpmap: lines",
        ),
    ];
    for (sdp, wanted) in rows {
        let reason = refusal(&sdp);
        assert_eq!(reason, format!("the offer is too large: {wanted}"));
    }
}

#[test]
fn what_reaches_a_limit_exactly_is_taken() {
    let full = SECTION.to_owned() + &"a=x\r\n".repeat(MAX_SECTION_LINES - 1);
    assert_eq!(check_size(&full.repeat(2)), Ok(()));
    assert_eq!(check_size(&SECTION.repeat(MAX_MEDIA_SECTIONS)), Ok(()));
    assert_eq!(check_size(&"x".repeat(MAX_LINE_BYTES)), Ok(()));
}

#[test]
fn a_line_without_an_end_is_bounded_too() {
    assert!(refusal(&"a".repeat(1 << 20)).contains("line 1"));
}
