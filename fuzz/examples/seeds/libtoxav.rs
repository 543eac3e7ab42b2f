//! Seeds of the target of the C interface: scripts of two programs that call each other.

use crate::Seed;
use crate::bytes::sized;

/// The error is asked for; or the second program is meant.
const FLAG: u8 = 0x80;
const FIRST: u8 = 0;
const SECOND: u8 = 1;
const NULL: u8 = 0xff;
const KILLED: u8 = 0xfe;
const FRIEND: u8 = 0;
/// Places in the target's list of numbers.
const OFF: u8 = 0;
const KBPS_48: u8 = 4;
const KBPS_510: u8 = 5;

/// Both live.
const NEW: &[u8] = &[0, 0, FLAG, 0];
/// What was sent arrives, there and back.
const DELIVER: &[u8] = &[11, 0xff, 0, FLAG | 11, 0xff, 0];
const CALL: &[u8] = &[FLAG | 4, FIRST, FRIEND, KBPS_48, KBPS_510];
const ANSWER: &[u8] = &[FLAG | 5, SECOND, FRIEND, KBPS_48, KBPS_510];
const AUDIO: &[u8] = &[FLAG | 8, FIRST, FRIEND, 0x40];
const VIDEO: &[u8] = &[FLAG | 9, FIRST, FRIEND, 8, 65, 0, 49, 0];
const ITERATE: &[u8] = &[3, SECOND, 0, 3, FIRST, 0];
const WAIT: &[u8] = &[15, 20];
const LOOK: &[u8] = &[2, FIRST, 2, SECOND, 2, NULL, 2, KILLED];

pub(crate) fn seeds() -> Vec<Seed> {
    let seed = |name, parts: &[&[u8]]| ("toxav_functions", name, parts.concat());
    let begun = [NEW, CALL, DELIVER, ANSWER, DELIVER].concat();
    let reacting = |reaction: u8| [10 | FLAG, SECOND, reaction << 4 | 4];
    let (echo, hang_up, kill) = (reacting(6), reacting(2), reacting(3));
    let media = [AUDIO, AUDIO, AUDIO, VIDEO, DELIVER, WAIT, ITERATE].concat();
    let packet = |bytes: &[u8]| [&[FLAG | 13], &sized(bytes)[..]].concat();
    vec![
        seed("call", &[&begun, &media, &media, &media, LOOK]),
        seed("echo", &[&begun, &echo, &media, &media, &media]),
        seed(
            "killed_in_a_callback",
            &[&begun, &kill, &media, &media, LOOK, NEW, CALL],
        ),
        seed(
            "hung_up_in_a_callback",
            &[&begun, &hang_up, &media, &media, DELIVER, CALL],
        ),
        seed("controls", &[&begun, &controls()]),
        seed(
            "nobody",
            &[
                LOOK,
                CALL,
                ANSWER,
                AUDIO,
                VIDEO,
                ITERATE,
                &extras(),
                NEW,
                NEW,
            ],
        ),
        seed("extras", &[&begun, &media, &extras(), DELIVER, ITERATE]),
        seed("effects", &[NEW, &effects(), &begun, &effects(), &media]),
        seed("studio", &[&studio(0), &studio(0)]),
        seed("studio_killed_in_a_callback", &[&studio(0xff), &studio(0)]),
        seed(
            "strange_packets",
            &[
                &begun,
                &packet(&[69, 1, 1, 0, 3, 1, 52, 0]),
                &packet(&[69]),
                &packet(&[192]),
                &packet(&[196, 0, 0, 0, 1, 0, 0, 0, 9]),
                &packet(&[193; 200]),
                ITERATE,
            ],
        ),
        seed(
            "gone",
            &[&begun, &media, &[12, 0, FLAG | 12, 0], AUDIO, CALL, LOOK],
        ),
    ]
}

/// Each control, what is none, and rates.
fn controls() -> Vec<u8> {
    let control = |number: u8| [FLAG | 6, FIRST, FRIEND, number];
    let rate = |is_audio: u8, rate: u8| [FLAG | 7, FIRST, FRIEND, is_audio, rate];
    let controls = [1, 0, 3, 4, 5, 6, 7, 0xff].map(control).concat();
    let rates = [rate(1, OFF), rate(1, KBPS_48), rate(0, OFF), rate(0, NULL)].concat();
    [&controls[..], DELIVER, &rates, DELIVER, &control(2)].concat()
}

fn extras() -> Vec<u8> {
    let extra = |which: u8| [FLAG | 14, FIRST, FRIEND, which];
    let encoded = sized(&[0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x00, 0x30, 0x00]);
    let register = [10 | FLAG, SECOND, 6, 10 | FLAG, SECOND, 7];
    [
        &register[..],
        &extra(0),
        &extra(1),
        &[1],
        &extra(2),
        &encoded,
        &extra(3),
    ]
    .concat()
}

/// Of audio both ways and of pictures, a key frame asked for, and effects that are out of range.
fn effects() -> Vec<u8> {
    let extra = |which: u8, rest: &[u8]| [&[FLAG | 14, FIRST, FRIEND, which], rest].concat();
    [
        extra(4, &[]),
        extra(5, &[1, 80, 1, 1, 1, 0]),
        extra(5, &[0, 80, 0, 1, 0, 0]),
        extra(5, &[0, 80, 0, 0, 1, 0]),
        extra(5, &[1, NULL, 0, 0, 0xc0, 0x7f, 0, 0, 0, 0]),
        extra(6, &[0, 60, 5, 2, 1, 1, 0]),
        extra(6, &[NULL, 60, 0xff, 0x7f, 2, 0, 1, 1, 0]),
        extra(6, &[0, 60, 5, 2, 1, 1, NULL]),
    ]
    .concat()
}

/// A processor of pictures with effects and filters, whose functions may kill it.
fn studio(kills: u8) -> Vec<u8> {
    let step = |who: u8, what: &[u8]| [&[FLAG | 14, FIRST, FRIEND, 7, who, kills], what].concat();
    let show = [6, 64, 0, 48, 0, 1, 8, 0, 1];
    [
        step(FIRST, &[0, 64, 0, 48, 0, KBPS_48, 0]),
        step(SECOND, &[0, 33, 0, 17, 0, KBPS_510, 1]),
        step(FIRST, &[4, 0, 0, 0, 60, 5, 2, 0, 1, 0]),
        step(FIRST, &[4, 1, 1, 1]),
        step(FIRST, &show),
        step(FIRST, &[7, 0, 1]),
        step(SECOND, &show),
        step(SECOND, &[7, 0xfd, 9, 0, 0xff, 1]),
        step(FIRST, &[3, KBPS_510]),
        step(FIRST, &[5, 0]),
        step(FIRST, &show),
        step(FIRST, &[7, 0xfe, 3, 1]),
        step(FIRST, &[2]),
        step(KILLED, &show),
        step(NULL, &[3, KBPS_48]),
    ]
    .concat()
}
