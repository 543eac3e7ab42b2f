//! A program with a thread for Tox, one for audio, one for video and one that clicks about: nobody waits
//! for ever, and callbacks may call back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

mod party;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_toxav::config::Config;
use jackfield_toxav::event::{Control, Event};
use jackfield_toxav::toxav::{AudioFrame, ToxAv};
use party::pictures::picture;
use party::pipe::{FRIEND, Pipe, begin_call, iterate, pair};
use party::{FRAME, RATE};

/// Rounds of the thread that clicks; the others go on until it is through.
const ROUNDS: u32 = 150;

#[derive(Default)]
struct Clock(AtomicU64);

impl Clock {
    /// A millisecond passes with every look, whoever looks.
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Relaxed))
    }
}

/// The thread of Tox: answers whoever calls, from within the callback.
fn tox(engine: &ToxAv<Pipe>, clock: &Clock) {
    let mut events = || {
        while let Some(event) = engine.poll_event() {
            if matches!(event, Event::Call { .. }) {
                // May be over already.
                let _may_fail = engine.answer(clock.now(), FRIEND, 32, 300);
            }
        }
    };
    iterate(engine, clock.now(), &mut events);
}

/// The thread of audio: says what it hears, from within the callback.
fn audio(engine: &ToxAv<Pipe>, clock: &Clock, frame: &mut AudioFrame) {
    // In no call, or muted.
    let _may_fail = engine.send_audio(clock.now(), FRIEND, &[500; FRAME], FRAME, 1, RATE);
    while engine.poll_audio(clock.now(), frame) {
        let pcm = &frame.pcm[..frame.samples * usize::from(frame.channels)];
        let _may_fail = engine.send_audio(
            clock.now(),
            FRIEND,
            pcm,
            frame.samples,
            frame.channels,
            frame.rate,
        );
        engine.note_audio_iteration(Duration::from_millis(1));
    }
}

fn video(engine: &ToxAv<Pipe>, clock: &Clock, number: u32) {
    let _may_fail = engine.send_video(clock.now(), FRIEND, picture(number % 50).as_ref());
    let mut show = |friend, shown: jackfield_media::video::I420Ref<'_>| {
        let _may_fail = engine.send_video(clock.now(), friend, shown);
        assert!(!engine.poll_video(clock.now(), &mut |_, _| {}));
        if number.is_multiple_of(64) {
            let _may_fail = engine.control(clock.now(), friend, Control::Cancel);
        }
    };
    while engine.poll_video(clock.now(), &mut show) {}
}

fn click(engine: &ToxAv<Pipe>, clock: &Clock, round: u32) {
    let now = clock.now();
    let control = Control::try_from(i32::try_from(round % 7).unwrap()).unwrap();
    let _may_fail = engine.call(now, FRIEND, 48, 500);
    if control != Control::Cancel || round.is_multiple_of(5) {
        let _may_fail = engine.control(now, FRIEND, control);
    }
    let _may_fail = engine.set_audio_bit_rate(now, FRIEND, 6 + round % 100);
    let _may_fail = engine.set_video_bit_rate(now, FRIEND, round % 3 * 200);
    engine.next_audio(now);
    engine.next_video(now);
    engine.metrics(FRIEND);
    engine.poll_quality();
    engine.counters();
    std::thread::yield_now();
}

#[test]
fn threads_of_two_programs_in_calls_get_through() {
    let engines = pair(&Config::default());
    let clock = Clock::default();
    let is_over = AtomicBool::new(false);
    let go_on = || !is_over.load(Relaxed);
    std::thread::scope(|scope| {
        for engine in &engines {
            scope.spawn(|| {
                while go_on() {
                    tox(engine, &clock);
                }
            });
            scope.spawn(|| {
                let mut frame = AudioFrame::default();
                while go_on() {
                    audio(engine, &clock, &mut frame);
                }
            });
            scope.spawn(|| {
                for number in (0..).take_while(|_| go_on()) {
                    video(engine, &clock, number);
                }
            });
        }
        for round in 0..ROUNDS {
            click(
                &engines[usize::from(round.is_multiple_of(2))],
                &clock,
                round,
            );
        }
        is_over.store(true, Relaxed);
    });
    let counted = engines.each_ref().map(ToxAv::counters);
    assert!(
        counted.iter().all(|counters| counters.messages > 0),
        "{counted:?}"
    );
    end_well(&engines, &clock);
}

/// What is left over is cleared away, and a call works.
fn end_well(engines: &[ToxAv<Pipe>; 2], clock: &Clock) {
    for engine in engines {
        engine.kill(clock.now());
    }
    let mut nothing = || {};
    while engines
        .iter()
        .any(|engine| iterate(engine, clock.now(), &mut nothing))
    {}
    // What was hung up is forgotten before the next call.
    let later = clock.now() + Duration::from_secs(2);
    begin_call(engines, later, 0);
    assert!(
        engines
            .iter()
            .all(|engine| engine.metrics(FRIEND).is_some())
    );
}
