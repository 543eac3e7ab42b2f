use proptest::prelude::*;

use super::*;

fn refusal(text: &str) -> (RefusalKind, String) {
    let refusal = ClientMessage::parse(text).unwrap_err();
    (refusal.kind, refusal.detail)
}

#[test]
fn a_start_needs_only_its_rate() {
    let format = Format {
        rate: 16_000,
        channels: 1,
        video: false,
    };
    let short = r#"{"type": "start", "rate": 16000}"#;
    let long = r#"{"type":"start","rate":16000,"channels":1,"format":"pcm16","later":[1]}"#;
    for text in [short, long] {
        assert_eq!(ClientMessage::parse(text), Ok(ClientMessage::Start(format)));
    }
}

#[test]
fn what_is_not_served_is_named() {
    for (text, field) in [
        (r#"{"type":"start","rate":7999}"#, "rate"),
        (r#"{"type":"start","rate":96000}"#, "rate"),
        (r#"{"type":"start","rate":5000000000}"#, "rate"),
        (r#"{"type":"start","rate":16000,"channels":3}"#, "channels"),
        (r#"{"type":"start","rate":16000,"format":"opus"}"#, "format"),
        (r#"{"type":"start","rate":16000,"video":"av1"}"#, "video"),
    ] {
        let (kind, detail) = refusal(text);
        assert_eq!(kind, RefusalKind::Unsupported, "{text}");
        assert!(detail.starts_with(field), "{detail}");
    }
}

#[test]
fn what_is_no_message_is_malformed_and_its_field_is_named() {
    for (text, field) in [
        ("", "message"),
        ("hello", "message"),
        ("[]", "message"),
        ("{}", "type"),
        (r#"{"type": 1}"#, "type"),
        (r#"{"type": "stop"}"#, "type"),
        (r#"{"type": "start"}"#, "rate"),
        (r#"{"type": "start", "rate": "16000"}"#, "rate"),
        (r#"{"type": "start", "rate": 16000.5}"#, "rate"),
        (r#"{"type": "start", "rate": -1}"#, "rate"),
        (
            r#"{"type": "start", "rate": 8000, "channels": "2"}"#,
            "channels",
        ),
        (
            r#"{"type": "start", "rate": 8000, "format": null}"#,
            "format",
        ),
        (r#"{"type": "start", "rate": 8000, "video": true}"#, "video"),
        (r#"{"type": "video", "sends": 1}"#, "sends"),
        (r#"{"type": "video", "takes_kbps": -1}"#, "takes_kbps"),
        (r#"{"type": "event"}"#, "event"),
        (r#"{"type": "event", "event": [1]}"#, "event"),
        (r#"{"type": "event", "event": "no base64"}"#, "event"),
        (r#"{"type": "ping"}"#, "id"),
        (r#"{"type": "ping", "id": 9007199254740992}"#, "id"),
    ] {
        let (kind, detail) = refusal(text);
        assert_eq!(kind, RefusalKind::Malformed, "{text}");
        assert!(
            detail.starts_with(&format!("{field}: ")),
            "{text}: {detail}"
        );
    }
}

#[test]
fn the_servers_texts_are_those_of_the_documentation() {
    let format = Format {
        rate: 16_000,
        channels: 1,
        video: false,
    };
    assert_eq!(
        started("257", format),
        r#"{"type":"started","session":"257","rate":16000,"channels":1,"format":"pcm16","frame_ms":20}"#
    );
    let shown = Format {
        video: true,
        ..format
    };
    assert!(started("257", shown).contains(r#""format":"pcm16","video":"vp8","frame_ms":20"#));
    assert_eq!(key_frame(), r#"{"type":"key_frame"}"#);
    assert_eq!(clear(), r#"{"type":"clear"}"#);
    assert_eq!(pong(7), r#"{"type":"pong","id":7}"#);
    let refusal = Refusal::new(RefusalKind::Malformed, "a \"quote\"");
    assert_eq!(
        error(&refusal),
        r#"{"type":"error","code":"malformed","title":"Malformed message","detail":"a \"quote\""}"#
    );
}

#[test]
fn what_a_client_says_of_its_video_is_read() {
    for (text, sends, takes_kbps) in [
        (r#"{"type":"video"}"#, None, None),
        (r#"{"type":"video","sends":false}"#, Some(false), None),
        (r#"{"type":"video","takes_kbps":800}"#, None, Some(800)),
        (
            r#"{"type":"video","sends":true,"takes_kbps":99999999999}"#,
            Some(true),
            Some(u32::MAX),
        ),
    ] {
        let terms = VideoTerms { sends, takes_kbps };
        assert_eq!(ClientMessage::parse(text), Ok(ClientMessage::Video(terms)));
    }
    let wish = ClientMessage::parse(r#"{"type":"key_frame"}"#);
    assert_eq!(wish, Ok(ClientMessage::KeyFrame));
}

proptest! {
    #[test]
    fn any_text_is_a_message_or_refused(text in ".{0,200}") {
        let _ = ClientMessage::parse(&text);
    }

    #[test]
    fn every_start_in_range_is_taken(rate in 8_000_u32..=48_000, channels in 1_u8..=2) {
        let text = format!(r#"{{"channels":{channels},"rate":{rate},"type":"start"}}"#);
        let expected = ClientMessage::Start(Format { rate, channels, video: false });
        prop_assert_eq!(ClientMessage::parse(&text), Ok(expected));
    }
}

proptest! {
    #[test]
    fn an_event_is_told_both_ways_alike(event: Vec<u8>) {
        let told = tell(&event);
        prop_assert_eq!(ClientMessage::parse(&told), Ok(ClientMessage::Event(event)));
    }
}
