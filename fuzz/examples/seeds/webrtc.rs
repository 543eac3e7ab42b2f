//! Seeds of STUN and of whole sessions.

use crate::Seed;
use crate::bytes::sized;

const MAGIC_COOKIE: u32 = 0x2112_A442;
const TRANSACTION: [u8; 12] = [7; 12];

pub(crate) fn seeds() -> Vec<Seed> {
    [stun(), sessions()].concat()
}

fn message(kind: u16, attributes: &[(u16, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (attribute, value) in attributes {
        body.extend(attribute.to_be_bytes());
        body.extend(u16::try_from(value.len()).expect("short").to_be_bytes());
        body.extend_from_slice(value);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    let mut message = kind.to_be_bytes().to_vec();
    message.extend(u16::try_from(body.len()).expect("short").to_be_bytes());
    message.extend(MAGIC_COOKIE.to_be_bytes());
    message.extend(TRANSACTION);
    message.extend(body);
    message
}

fn check() -> Vec<u8> {
    // USERNAME, ICE-CONTROLLING, USE-CANDIDATE, PRIORITY, MESSAGE-INTEGRITY, FINGERPRINT.
    let attributes: [(u16, &[u8]); 6] = [
        (0x0006, b"oursXXXX:9kQx"),
        (0x802A, &[1; 8]),
        (0x0025, &[]),
        (0x0024, &[0x6E, 0x7F, 0x1E, 0xFF]),
        (0x0008, &[0; 20]),
        (0x8028, &[0; 4]),
    ];
    message(0x0001, &attributes)
}

fn stun() -> Vec<Seed> {
    let ipv4 = [0, 1, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43];
    let mut ipv6 = vec![0, 2, 0xA1, 0x47];
    ipv6.extend([0x5A; 16]);
    vec![
        ("stun", "connectivity_check", check()),
        (
            "stun",
            "username_without_colon",
            message(0x0001, &[(0x0006, b"ours")]),
        ),
        (
            "stun",
            "answer_ipv4",
            message(0x0101, &[(0x8022, b"a server"), (0x0020, &ipv4)]),
        ),
        ("stun", "answer_ipv6", message(0x0101, &[(0x0020, &ipv6)])),
        ("stun", "no_attributes", message(0x0001, &[])),
    ]
}

/// Steps of the session's script; 0x80 names the server.
const SERVER: u8 = 0x80;
const WAIT: u8 = 0;
const EXCHANGE: u8 = 1;
const FOREIGN: u8 = 3;
const DAMAGE: u8 = 4;
const CUT: u8 = 5;
const REPLAY: u8 = 6;
const SEND: u8 = 7;
const FRAGMENT: u8 = 8;
const LOSE: u8 = 9;
const KEYFRAME: u8 = 10;
const CLOSE: u8 = 11;

/// Lite server, DTLS as the caller likes, connected at once.
const CONNECTED: u8 = 0x84;
const TRICKLE: u8 = 0;
const RESTART: u8 = 1;

fn step(kind: u8, arguments: &[u8]) -> Vec<u8> {
    // A step's side is its highest bit; its kind is what is left modulo the number of kinds.
    let side = kind & SERVER;
    let kind = kind & !SERVER;
    let head = if side == 0 {
        kind
    } else {
        (128..=255).find(|head| head % 12 == kind).expect("one")
    };
    [&[head], arguments].concat()
}

fn send(side: u8, payload: &[u8]) -> Vec<u8> {
    let how_and_time = [0x20, 0xC0, 3, 0, 0];
    step(side | SEND, &[&how_and_time[..], &sized(payload)].concat())
}

fn foreign(datagram: &[u8]) -> Vec<u8> {
    step(SERVER | FOREIGN, &[vec![0], sized(datagram)].concat())
}

fn script(head: u8, extra: &str, steps: &[Vec<u8>]) -> Vec<u8> {
    [vec![head], sized(extra.as_bytes()), steps.concat()].concat()
}

fn sessions() -> Vec<Seed> {
    let wait = |root: u8| step(WAIT, &[root]);
    let exchange = || step(EXCHANGE, &[]);
    let media = script(
        CONNECTED,
        "",
        &[
            send(0, &[0xF8, 1, 2, 3]),
            exchange(),
            send(SERVER, &[0xF8, 3, 2, 1]),
            send(SERVER, &[0xF8, 4]),
            step(LOSE, &[]),
            wait(5),
            exchange(),
            step(SERVER | KEYFRAME, &[]),
            wait(100),
            exchange(),
            step(CLOSE, &[0]),
            exchange(),
        ],
    );
    let hostile = script(
        CONNECTED,
        "",
        &[
            send(0, &[0xF8, 1, 2, 3]),
            step(SERVER | DAMAGE, &[14, 0, 1]),
            send(0, &[0xF8, 4, 5, 6]),
            step(SERVER | CUT, &[20, 0]),
            step(SERVER | REPLAY, &[0]),
            foreign(&check()),
            foreign(&[0x80, 200, 0, 6, 0, 0, 0, 1]),
            // A DTLS alert and a handshake record of epoch 0.
            foreign(&[21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40]),
            foreign(&[22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 4, 1, 0, 0, 0]),
        ],
    );
    let handshake = script(
        0x80,
        "",
        &[
            wait(10),
            step(SERVER | DAMAGE, &[40, 0, 3]),
            wait(10),
            exchange(),
            step(SERVER | CUT, &[60, 0]),
            wait(20),
            step(SERVER | REPLAY, &[1]),
            exchange(),
            wait(40),
            exchange(),
        ],
    );
    let restart = script(
        CONNECTED,
        "",
        &[
            step(
                FRAGMENT,
                &[
                    vec![TRICKLE],
                    sized(b"a=candidate:1 1 udp 1 192.0.2.9 9 typ host\n"),
                ]
                .concat(),
            ),
            step(
                FRAGMENT,
                &[
                    vec![RESTART],
                    sized(b"a=ice-ufrag:EEEE\na=ice-pwd:Zdu1UwEdOrkmPPaErh2rKgkc\n"),
                ]
                .concat(),
            ),
            send(0, &[1]),
            exchange(),
            wait(200),
            exchange(),
        ],
    );
    let simulcast = "a=rid:q send\r\na=rid:h send\r\na=simulcast:send q;h\r\n";
    vec![
        ("session", "media", media),
        ("session", "hostile", hostile),
        ("session", "handshake", handshake),
        ("session", "restart", restart),
        (
            "session",
            "simulcast_full_ice",
            script(0x05, simulcast, &[send(0, &[2])]),
        ),
        (
            "session",
            "dtls_1_3_receive_only",
            script(0x46, "", &[send(0, &[3]), exchange()]),
        ),
    ]
}
