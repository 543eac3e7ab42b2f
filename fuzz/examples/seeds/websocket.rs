//! Seeds of the targets of a WebSocket session.

use crate::Seed;
use crate::bytes::sized;

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;
const MASKED: u8 = 0x80;
const START: &[u8] = br#"{"type":"start","rate":16000,"channels":2,"format":"pcm16"}"#;
/// 1000, as RFC 6455 §7.4 has it.
const NORMAL: &[u8] = &[0x03, 0xe8];

pub(crate) fn seeds() -> Vec<Seed> {
    [messages(), streams(), sessions()].concat()
}

fn messages() -> Vec<Seed> {
    let text = |name, text: &[u8]| ("websocket_message", name, text.to_vec());
    vec![
        text("start", START),
        text("start_mono", br#"{"type":"start","rate":8000}"#),
        text("ping", br#"{"type":"ping","id":7}"#),
        text(
            "unknown_field",
            br#"{"rate":48000,"type":"start","v":[{"a":null}]}"#,
        ),
        text(
            "unsupported",
            br#"{"type":"start","rate":4000,"channels":3,"format":"opus"}"#,
        ),
        text("none", b"hello"),
    ]
}

fn streams() -> Vec<Seed> {
    let start = frame(TEXT, START);
    let whole = [
        start.clone(),
        frame(BINARY, &[1; 640]),
        frame(PING, b"id"),
        frame(TEXT, br#"{"type":"ping","id":1}"#),
        frame(CLOSE, NORMAL),
    ]
    .concat();
    let (head, tail) = START.split_at(20);
    let fragments = [
        frame(0x01, head),
        frame(PING, b"between"),
        frame(0x80, tail),
        frame(BINARY, &[2; 8]),
    ]
    .concat();
    let stream = |name, cut: u8, bytes: &[u8]| ("websocket_stream", name, [&[cut], bytes].concat());
    vec![
        stream("byte_by_byte", 0, &whole),
        stream("in_pieces", 90, &whole),
        stream("fragments", 6, &fragments),
        stream("not_masked", 3, &[TEXT, 2, b'h', b'i']),
        stream(
            "too_large",
            200,
            &[start, frame(BINARY, &[3; 1_200])].concat(),
        ),
        stream("not_utf8", 1, &frame(TEXT, &[0xc3, 0x28])),
    ]
}

fn sessions() -> Vec<Seed> {
    let start = step(1, &[TEXT], START);
    let audio = step(1, &[BINARY], &[5; 640]);
    let pong = step(1, &[PONG], &1_u64.to_be_bytes());
    let wait = |millis: u16| [&[4], &millis.to_le_bytes()[..]].concat();
    let read = |most: u16| [&[7], &most.to_le_bytes()[..]].concat();
    let speak = vec![5, 80];
    let script = |name, steps: &[Vec<u8>]| ("websocket_session", name, steps.concat());
    vec![
        script(
            "whole_call",
            &[
                start.clone(),
                audio.clone(),
                speak.clone(),
                wait(2_100),
                pong,
                read(9_999),
                vec![6],
                speak.clone(),
                step(1, &[CLOSE], NORMAL),
            ],
        ),
        script(
            "slow_reader",
            &[
                start.clone(),
                vec![speak; 9].concat(),
                read(700),
                vec![6],
                audio,
                vec![8, 1],
            ],
        ),
        script("never_starts", &[wait(6_000), start.clone()]),
        script("never_answers", &[start.clone(), wait(3_500)]),
        script("stops", &[start, vec![8, 4]]),
    ]
}

/// A step of a script with a piece.
fn step(what: u8, arguments: &[u8], piece: &[u8]) -> Vec<u8> {
    [&[what], arguments, &sized(piece)[..]].concat()
}

/// As a client writes it, masked with zeroes.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = match u8::try_from(payload.len()) {
        Ok(short @ 0..126) => vec![MASKED | short],
        _ => {
            let long = u16::try_from(payload.len()).expect("a short payload");
            [&[MASKED | 126], &long.to_be_bytes()[..]].concat()
        }
    };
    [&[first], &length[..], &[0; 4], payload].concat()
}
