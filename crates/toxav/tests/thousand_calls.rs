//! A thousand calls leave nothing behind.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

mod party;

use jackfield_media::time::Timestamp;
use jackfield_toxav::config::Config;
use jackfield_toxav::event::Control;
use jackfield_toxav::toxav::{AudioFrame, ToxAv};
use party::pictures::picture;
use party::pipe::{FRIEND, Pipe, begin_call, iterate, pair};
use party::{FRAME, RATE};

const CALLS: u64 = 1_000;
/// Calls of audio and video, each so many.
const WITH_VIDEO: u64 = 20;
/// Memory may be kept for the next call, not for each (bytes).
const KEPT: i64 = 64 * 1_024;

/// One call in which both speak, ended by one or by both.
fn call(engines: &[ToxAv<Pipe>; 2], number: u64, frame: &mut AudioFrame) {
    let mut now = Timestamp::from_millis(number * 3_000);
    let turn = |now| {
        for engine in engines {
            iterate(engine, now, &mut || while engine.poll_event().is_some() {});
        }
    };
    begin_call(engines, now, 500);
    turn(now);
    for _ in 0..4 {
        now += std::time::Duration::from_millis(20);
        for engine in engines {
            engine
                .send_audio(now, FRIEND, &[1_000; FRAME], FRAME, 1, RATE)
                .unwrap();
            if number.is_multiple_of(WITH_VIDEO) {
                engine.send_video(now, FRIEND, picture(1).as_ref()).unwrap();
            }
        }
        turn(now);
        for engine in engines {
            while engine.poll_audio(now, frame) {}
            while engine.poll_video(now, &mut |_, _| {}) {}
        }
    }
    engines[0].control(now, FRIEND, Control::Cancel).unwrap();
    if number.is_multiple_of(3) {
        engines[1].control(now, FRIEND, Control::Cancel).unwrap();
    }
    turn(now);
    turn(now);
    while engines.iter().any(|engine| engine.poll_quality().is_some()) {}
}

#[test]
fn a_thousand_calls_leave_nothing_behind() {
    let engines = pair(&Config::default());
    let mut frame = AudioFrame::default();
    for number in 0..WITH_VIDEO * 2 {
        call(&engines, number, &mut frame);
    }
    let info = allocation_counter::measure(|| {
        for number in WITH_VIDEO * 2..WITH_VIDEO * 2 + CALLS {
            call(&engines, number, &mut frame);
        }
    });
    assert!(info.bytes_current <= KEPT, "{} bytes", info.bytes_current);
    assert!(
        engines
            .iter()
            .all(|engine| engine.metrics(FRIEND).is_none())
    );
}
