use super::*;

const RATE: u32 = 8_000;

fn event(key: char, end: bool, duration: u16) -> TelephoneEvent {
    TelephoneEvent {
        event: Digit::from_char(key).unwrap().event(),
        end,
        volume: 10,
        duration,
    }
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// What is told of packets: when they came, their RTP time, and what they say.
fn told(packets: &[(u64, u32, TelephoneEvent)]) -> String {
    let mut receiver = DtmfReceiver::default();
    let mut told = String::new();
    for (when, rtp_time, event) in packets {
        for press in receiver.push(at(*when), RATE, *rtp_time, *event) {
            told.extend(press.map(|press| press.digit.as_char()));
        }
    }
    told
}

#[test]
fn a_press_is_told_once_with_its_duration() {
    let mut receiver = DtmfReceiver::default();
    let held = receiver.push(at(0), RATE, 1_000, event('5', false, 160));
    assert_eq!(held, [None, None]);
    let [_, press] = receiver.push(at(20), RATE, 1_000, event('5', true, 800));
    let press = press.unwrap();
    assert_eq!(
        (press.digit.as_char(), press.duration),
        ('5', Duration::from_millis(100))
    );
    for again in 0..3 {
        let repeated = receiver.push(at(40 + again), RATE, 1_000, event('5', true, 800));
        assert_eq!(repeated, [None, None]);
    }
    assert_eq!(receiver.poll(at(10_000)), None);
}

#[test]
fn the_same_key_twice_is_two_presses() {
    let end = event('1', true, 800);
    assert_eq!(
        told(&[(0, 1_000, end), (10, 1_000, end), (200, 3_000, end)]),
        "11"
    );
}

#[test]
fn a_press_whose_ends_are_all_lost_is_told_by_the_next_or_by_time() {
    let lost = [
        (0, 1_000, event('1', false, 160)),
        (300, 3_000, event('2', true, 800)),
    ];
    assert_eq!(told(&lost), "12");
    let mut receiver = DtmfReceiver::default();
    receiver.push(at(0), RATE, 1_000, event('7', false, 400));
    assert_eq!(receiver.poll(at(100)), None);
    let press = receiver.poll(receiver.next_timeout().unwrap()).unwrap();
    assert_eq!(
        (press.digit.as_char(), press.duration),
        ('7', Duration::from_millis(50))
    );
    assert_eq!(receiver.next_timeout(), None);
}

#[test]
fn packets_that_were_overtaken_tell_nothing_new() {
    let late = [
        (0, 1_000, event('1', true, 800)),
        (100, 3_000, event('2', false, 160)),
        (110, 1_000, event('1', true, 800)),
        (120, 2_000, event('9', true, 800)),
        (130, 3_000, event('2', true, 800)),
        (140, 3_000, event('2', false, 480)),
    ];
    assert_eq!(told(&late), "12");
}

#[test]
fn a_long_press_goes_on_in_another_segment() {
    let mut receiver = DtmfReceiver::default();
    receiver.push(at(0), RATE, 0, event('3', false, SEGMENT));
    let next = u32::from(SEGMENT);
    let [before, press] = receiver.push(at(20), RATE, next, event('3', true, 8_000));
    assert_eq!(before, None);
    assert_eq!(press.unwrap().duration.as_millis(), 9_191);
}

#[test]
fn events_that_are_no_digits_are_passed_over() {
    let flash = TelephoneEvent {
        event: 16,
        end: true,
        volume: 0,
        duration: 800,
    };
    assert_eq!(told(&[(0, 1_000, flash)]), "");
}

#[test]
fn the_clock_of_rtp_may_wrap() {
    let wrapping = [
        (0, u32::MAX - 100, event('1', true, 800)),
        (200, 1_500, event('2', true, 800)),
    ];
    assert_eq!(told(&wrapping), "12");
}
