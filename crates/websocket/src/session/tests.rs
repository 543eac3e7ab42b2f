use super::*;

const LIMITS: Limits = Limits {
    max_message: 4_096,
    max_picture: 16_384,
    start_timeout: Duration::from_secs(15),
    ping_interval: Duration::from_secs(20),
    pong_timeout: Duration::from_secs(10),
    idle_timeout: None,
};

const fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

/// A frame as clients send them, masked with zeroes.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    if let Ok(short @ 0..126) = u8::try_from(payload.len()) {
        bytes.push(0x80 | short);
    } else {
        bytes.push(0x80 | 0x7e);
        bytes.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

fn text(text: &str) -> Vec<u8> {
    frame(0x81, text.as_bytes())
}

fn waiting() -> Session {
    Session::new("257".into(), LIMITS, at(0))
}

const SMALL_PICTURES: Limits = Limits {
    max_picture: 1_024,
    ..LIMITS
};

fn started(channels: u8) -> Session {
    let mut session = waiting();
    let start = format!(r#"{{"type":"start","rate":8000,"channels":{channels}}}"#);
    session.receive(at(0), &text(&start));
    assert_eq!(events(&mut session).len(), 1);
    assert!(sent(&mut session).contains("started"));
    session
}

fn events(session: &mut Session) -> Vec<Event> {
    std::iter::from_fn(|| session.poll_event()).collect()
}

/// Everything to be sent, as far as it is text.
fn sent(session: &mut Session) -> String {
    let chunks = std::iter::from_fn(|| session.poll_chunk());
    let bytes: Vec<u8> = chunks.flat_map(|chunk| chunk.bytes).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn refusal(session: &mut Session) -> Option<RefusalKind> {
    events(session).into_iter().find_map(|event| match event {
        Event::Refused(refusal) => Some(refusal.kind),
        _ => None,
    })
}

#[test]
fn a_start_is_answered_and_audio_follows() {
    let mut session = started(1);
    session.receive(at(1), &frame(0x82, &[1, 0, 2, 0]));
    let audio = Bytes::from_static(&[1, 0, 2, 0]);
    assert_eq!(events(&mut session), [Event::Audio(audio)]);
    session.send_audio(&[3, -1]);
    let chunk = session.poll_chunk().unwrap();
    assert_eq!(chunk.kind, ChunkKind::Audio(Duration::from_micros(250)));
    assert_eq!(chunk.bytes, [0x82, 4, 3, 0, 0xff, 0xff]);
}

/// A client with a camera.
fn filming(limits: Limits) -> Session {
    let mut session = Session::new("257".into(), limits, at(0));
    session.receive(
        at(0),
        &text(r#"{"type":"start","rate":8000,"video":"vp8"}"#),
    );
    assert_eq!(events(&mut session).len(), 1);
    assert!(sent(&mut session).contains(r#""video":"vp8""#));
    session
}

#[test]
fn pictures_go_both_ways_beside_audio() {
    let mut session = filming(LIMITS);
    session.receive(at(1), &frame(0x82, &[1, 0, 0, 0, 9, 0, 0, 0, 0x10, 7]));
    session.receive(at(1), &frame(0x82, &[0, 0, 0, 0, 0, 0, 0, 0, 1, 0]));
    let picture = Picture {
        time: 9,
        frame: Bytes::from_static(&[0x10, 7]),
    };
    let audio = Bytes::from_static(&[1, 0]);
    let expected = [Event::Picture(picture), Event::Audio(audio.clone())];
    assert_eq!(events(&mut session), expected);
    session.send_picture(10, &[0x11, 8]);
    let chunk = session.poll_chunk().unwrap();
    assert_eq!(chunk.kind, ChunkKind::Picture { is_key: false });
    assert_eq!(chunk.bytes, [0x82, 10, 1, 0, 0, 0, 10, 0, 0, 0, 0x11, 8]);
    let quarter_ms = ChunkKind::Audio(Duration::from_micros(125));
    session.send_audio(&[1]);
    session.echo(audio);
    for _ in 0..2 {
        let chunk = session.poll_chunk().unwrap();
        assert_eq!(chunk.kind, quarter_ms);
        assert_eq!(chunk.bytes, [0x82, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
    }
}

#[test]
fn key_frames_and_terms_are_told_both_ways() {
    let mut session = filming(LIMITS);
    session.receive(at(1), &text(r#"{"type":"key_frame"}"#));
    session.receive(at(1), &text(r#"{"type":"video","sends":false}"#));
    let terms = VideoTerms {
        sends: Some(false),
        takes_kbps: None,
    };
    let expected = [Event::KeyFrameWanted, Event::Video(terms)];
    assert_eq!(events(&mut session), expected);
    session.want_key_frame();
    assert!(sent(&mut session).contains(r#"{"type":"key_frame"}"#));
}

#[test]
fn who_did_not_agree_on_pictures_is_sent_none() {
    let mut session = started(1);
    session.send_picture(0, &[0x10]);
    session.want_key_frame();
    assert_eq!(session.poll_chunk(), None);
}

#[test]
fn each_limit_is_named_by_what_is_over_it() {
    let of = |header: &[u8], size: usize| [header, &vec![0; size]].concat();
    let audio = of(&[0; 8], 4_098);
    let picture = of(&[1, 0, 0, 0, 0, 0, 0, 0], 1_025);
    let long = format!(r#"{{"type":"ping","id":1{}}}"#, " ".repeat(5_000));
    for (limits, message, told) in [
        (
            LIMITS,
            &audio,
            "a message of 4098 bytes is over the limit of 4096",
        ),
        (
            SMALL_PICTURES,
            &picture,
            "a picture of 1025 bytes is over the limit of 1024",
        ),
    ] {
        let mut session = filming(limits);
        session.receive(at(1), &frame(0x82, message));
        assert!(sent(&mut session).contains(told), "{told}");
        assert_eq!(refusal(&mut session), Some(RefusalKind::TooLarge));
    }
    let mut session = filming(LIMITS);
    session.receive(at(1), &text(&long));
    assert!(sent(&mut session).contains("bytes is over the limit of 4096"));
    let mut session = filming(LIMITS);
    session.receive(at(1), &frame(0x82, &of(&[1, 0, 0, 0, 0, 0, 0, 0], 16_384)));
    assert!(matches!(events(&mut session)[..], [Event::Picture(_)]));
}

#[test]
fn stereo_clients_hear_the_same_on_both_sides() {
    let mut session = started(2);
    session.send_audio(&[3]);
    assert_eq!(session.poll_chunk().unwrap().bytes, [0x82, 4, 3, 0, 3, 0]);
}

#[test]
fn what_comes_at_the_wrong_time_is_refused_and_explained() {
    let mut early = waiting();
    early.receive(at(0), &frame(0x82, &[0, 0]));
    let mut twice = started(1);
    twice.receive(at(0), &text(r#"{"type":"start","rate":8000}"#));
    let mut half = started(2);
    half.receive(at(0), &frame(0x82, &[0; 6]));
    let mut garbage = waiting();
    garbage.receive(at(0), &text("hello"));
    for session in [&mut early, &mut twice, &mut half, &mut garbage] {
        assert_eq!(refusal(session), Some(RefusalKind::Malformed));
        let told = sent(session);
        assert!(told.contains(r#""code":"malformed""#), "{told}");
        session.receive(at(1), &frame(0x82, &[0, 0]));
        assert_eq!(events(session), []);
        assert_eq!(session.next_timeout(), None);
    }
}

#[test]
fn frames_against_the_rules_are_refused() {
    let mut session = started(1);
    session.receive(at(0), &[0x82, 1, 0]);
    assert_eq!(refusal(&mut session), Some(RefusalKind::Protocol));
    assert!(sent(&mut session).ends_with("protocol"));
}

#[test]
fn a_client_that_never_starts_is_told_so() {
    let mut session = waiting();
    assert_eq!(session.next_timeout(), Some(at(15)));
    session.handle_timeout(at(15));
    assert_eq!(refusal(&mut session), Some(RefusalKind::StartTimeout));
}

#[test]
fn pings_measure_the_round_trip() {
    let mut session = started(1);
    session.handle_timeout(at(20));
    let ping = session.poll_chunk().unwrap().bytes;
    assert_eq!(ping[..2], [0x89, 8]);
    let answered = at(20) + Duration::from_millis(30);
    session.receive(answered, &frame(0x8a, &ping[2..]));
    let round_trip = Event::RoundTrip(Duration::from_millis(30));
    assert_eq!(events(&mut session), [round_trip]);
    assert_eq!(session.next_timeout(), Some(at(40)));
}

#[test]
fn silence_after_a_ping_ends_the_session_any_sign_of_life_does_not() {
    let mut silent = started(1);
    silent.handle_timeout(at(20));
    assert_eq!(silent.next_timeout(), Some(at(30)));
    silent.handle_timeout(at(30));
    assert_eq!(refusal(&mut silent), Some(RefusalKind::PongTimeout));

    let mut busy = started(1);
    busy.handle_timeout(at(20));
    busy.receive(at(21), &frame(0x82, &[0, 0]));
    busy.handle_timeout(at(30));
    assert_eq!(refusal(&mut busy), None);
}

#[test]
fn frequent_pings_do_not_put_the_end_of_a_silent_client_off() {
    let limits = Limits {
        ping_interval: Duration::from_secs(1),
        pong_timeout: Duration::from_secs(3),
        ..LIMITS
    };
    let mut session = Session::new("1".into(), limits, at(0));
    for second in 1..4 {
        session.handle_timeout(at(second));
    }
    assert_eq!(refusal(&mut session), None);
    assert_eq!(session.next_timeout(), Some(at(4)));
    session.handle_timeout(at(4));
    let told = events(&mut session);
    let [Event::Refused(refusal)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(refusal.kind, RefusalKind::PongTimeout);
    assert_eq!(refusal.detail, "a ping was not answered within 3000 ms");
}

#[test]
fn a_client_without_messages_is_ended_where_a_limit_says_so() {
    let limits = Limits {
        idle_timeout: Some(Duration::from_secs(5)),
        ..LIMITS
    };
    let mut session = Session::new("1".into(), limits, at(0));
    session.receive(at(1), &text(r#"{"type":"start","rate":8000}"#));
    session.receive(at(2), &frame(0x8a, &[]));
    session.handle_timeout(at(6));
    assert_eq!(refusal(&mut session), Some(RefusalKind::IdleTimeout));
}

#[test]
fn both_sides_can_end_it() {
    let mut session = started(1);
    session.receive(at(1), &frame(0x88, b"\x03\xe8"));
    assert_eq!(events(&mut session), [Event::Closed]);
    assert_eq!(session.poll_chunk().unwrap().bytes, b"\x88\x02\x03\xe8");

    let mut session = started(1);
    session.close(true);
    assert!(
        session
            .poll_chunk()
            .unwrap()
            .bytes
            .starts_with(b"\x88\x12\x03\xe9")
    );
    session.send_audio(&[1]);
    session.clear();
    assert_eq!(session.poll_chunk(), None);
}

#[test]
fn a_clients_own_ping_is_answered_before_and_after_start() {
    let mut session = waiting();
    session.receive(at(0), &text(r#"{"type":"ping","id":7}"#));
    assert!(sent(&mut session).contains(r#"{"type":"pong","id":7}"#));
    let mut session = started(1);
    session.receive(at(0), &text(r#"{"type":"ping","id":8}"#));
    assert!(sent(&mut session).contains(r#"{"type":"pong","id":8}"#));
}

#[test]
fn events_of_the_call_are_told_from_start_to_end() {
    let mut session = waiting();
    session.tell(b"early");
    assert_eq!(sent(&mut session), "");
    let mut session = started(1);
    session.tell(&[0, 255]);
    assert!(sent(&mut session).contains(r#"{"type":"event","event":"AP8="}"#));
    session.receive(at(1), &text(r#"{"type":"event","event":"AP8="}"#));
    assert_eq!(events(&mut session), [Event::Message(vec![0, 255])]);
    session.close(false);
    sent(&mut session);
    session.tell(b"late");
    assert_eq!(sent(&mut session), "");
}

#[test]
fn an_event_before_start_is_malformed() {
    let mut session = waiting();
    session.receive(at(0), &text(r#"{"type":"event","event":""}"#));
    let refused = events(&mut session);
    assert!(matches!(
        refused.as_slice(),
        [Event::Refused(refusal)] if refusal.kind == RefusalKind::Malformed
    ));
}
