use super::*;

const SECTION: &str = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

const DEFAULT: OfferLimits = OfferLimits {
    lines: 1000,
    section_lines: 400,
    line_bytes: 2048,
    sections: 24,
    codec_lines: 150,
};

fn refusal(sdp: &str) -> String {
    match check_size(sdp, &DEFAULT) {
        Err(SessionError::Unsupported(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_limit_is_named_where_it_is_passed() {
    let line = "a=x\r\n";
    let rows = [
        (
            line.repeat(DEFAULT.section_lines + 1),
            "before the first section: more than 400 lines",
        ),
        (
            SECTION.to_owned() + &line.repeat(DEFAULT.section_lines),
            "media section 1: more than 400 lines",
        ),
        (
            (SECTION.to_owned() + &line.repeat(DEFAULT.section_lines - 1)).repeat(3),
            "more than 1000 lines",
        ),
        (
            SECTION.repeat(DEFAULT.sections + 1),
            "more than 24 media sections",
        ),
        (
            format!("{SECTION}a={}\r\n", "x".repeat(DEFAULT.line_bytes)),
            "line 2: more than 2048 bytes",
        ),
        (
            SECTION.to_owned() + &"a=rtpmap:111 opus/48000/2\r\n".repeat(DEFAULT.codec_lines + 1),
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
    let full = SECTION.to_owned() + &"a=x\r\n".repeat(DEFAULT.section_lines - 1);
    assert_eq!(check_size(&full.repeat(2), &DEFAULT), Ok(()));
    assert_eq!(
        check_size(&SECTION.repeat(DEFAULT.sections), &DEFAULT),
        Ok(())
    );
    assert_eq!(
        check_size(&"x".repeat(DEFAULT.line_bytes), &DEFAULT),
        Ok(())
    );
}

#[test]
fn a_line_without_an_end_is_bounded_too() {
    assert!(refusal(&"a".repeat(1 << 20)).contains("line 1"));
}

#[test]
fn other_limits_are_obeyed_and_named() {
    assert_eq!(OfferLimits::default(), DEFAULT);
    let one = OfferLimits {
        sections: 1,
        ..DEFAULT
    };
    assert_eq!(check_size(SECTION, &one), Ok(()));
    let refused = check_size(&SECTION.repeat(2), &one).unwrap_err();
    assert!(refused.to_string().contains("more than 1 media sections"));
}
