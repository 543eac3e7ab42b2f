use std::cell::Cell;

use super::super::tests::{FRAME, TERMS, at, lanes, say, show};
use super::*;
use crate::calls::Terms;
use crate::config::Config;

const UNTIMED: fn() -> Duration = || Duration::ZERO;

#[test]
fn audio_of_one_end_comes_out_at_the_other() {
    let (here, there) = (lanes(&Config::default()), lanes(&Config::default()));
    let mut frame = AudioFrame::default();
    let mut heard = 0;
    for number in 0..20 {
        let now = at(number * 20);
        for packet in say(&here, now) {
            let packet = Packet::parse(&packet).unwrap();
            assert_eq!(there.receive(now, &packet), Consequence::default());
        }
        while there.poll_audio(now, &mut frame, &UNTIMED) {
            heard += frame.samples;
        }
    }
    assert!(heard >= 18 * FRAME, "{heard}");
    assert!(there.next_audio().is_some());
    assert!(there.totals().received >= 18);
}

#[test]
fn pictures_are_not_shown_while_one_is_shown() {
    let (here, there) = (lanes(&Config::default()), lanes(&Config::default()));
    for packet in show(&here, at(0)) {
        there.receive(at(0), &Packet::parse(&packet).unwrap());
    }
    assert_eq!(there.next_video(), Some(Timestamp::ZERO));
    let mut shown = 0;
    let mut show_one = |picture: I420Ref<'_>| {
        shown += 1;
        assert_eq!((picture.width, picture.height), (160, 120));
        assert!(!there.poll_video(at(10), &mut |_| unreachable!(), &UNTIMED));
        assert_eq!(
            there.metrics().packet_loss.to_bits(),
            0,
            "other functions go on"
        );
    };
    let is_shown = there.poll_video(at(10), &mut show_one, &UNTIMED);
    assert!(is_shown && shown == 1);
    assert!(!there.poll_video(at(10), &mut |_| {}, &UNTIMED));
}

#[test]
fn what_waits_is_not_heard_or_seen_after_muting() {
    let (here, there) = (lanes(&Config::default()), lanes(&Config::default()));
    for packet in say(&here, at(0)).iter().chain(&show(&here, at(0))) {
        there.receive(at(0), &Packet::parse(packet).unwrap());
    }
    there.set_terms(Terms {
        takes_audio: false,
        takes_video: false,
        ..TERMS
    });
    assert!(!there.poll_audio(at(100), &mut AudioFrame::default(), &UNTIMED));
    assert!(!there.poll_video(at(100), &mut |_| unreachable!(), &UNTIMED));
    assert!(!there.take_encoded(at(100), &mut Encoded::default()));
}

#[test]
fn only_who_has_something_is_timed() {
    let (here, there) = (lanes(&Config::default()), lanes(&Config::default()));
    let asked = Cell::new(0_u32);
    let clock = || {
        asked.set(asked.get() + 1);
        Duration::from_millis(30) * asked.get()
    };
    let mut frame = AudioFrame::default();
    for number in 0..60 {
        let now = at(number * 20);
        assert!(!there.poll_audio(now, &mut frame, &clock), "nothing came");
        for packet in say(&here, now) {
            there.receive(now, &Packet::parse(&packet).unwrap());
        }
        let before = asked.get();
        assert!(there.poll_audio(now, &mut frame, &clock));
        assert_eq!(asked.get() - before, 2, "before and after");
    }
    there.measure(at(1_200));
    // 30 ms for each of 60 frames in 1.2 s: 1.5, and nothing before.
    assert!(
        (there.metrics().cpu_usage - 0.75).abs() < 0.01,
        "half, as it is the first"
    );
}
