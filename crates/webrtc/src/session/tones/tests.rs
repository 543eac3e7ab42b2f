use super::*;
use crate::session::tests::{Pair, audio};
use crate::{Direction, MediaLine};

const TIMING: DigitTiming = DigitTiming {
    duration: Duration::from_millis(100),
    gap: Duration::from_millis(70),
};

fn connected() -> Pair {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    pair
}

fn digits(text: &str) -> Vec<Digit> {
    text.chars().filter_map(Digit::from_char).collect()
}

fn pressed(events: &[Event]) -> String {
    let mut pressed = String::new();
    for event in events {
        if let Event::Press(press) = event {
            pressed.push(press.digit.as_char());
        }
    }
    pressed
}

/// Packets that came: number, RTP time, format.
fn packets(events: &[Event]) -> Vec<(u64, u32, Codec)> {
    let mut packets = Vec::new();
    for event in events {
        if let Event::Rtp(packet) = event {
            packets.push((packet.sequence, packet.rtp_time, packet.codec.unwrap()));
        }
    }
    packets
}

#[test]
fn events_have_the_clock_of_the_audio() {
    let pair = connected();
    let line: &MediaLine = &pair.server.media()[0];
    let clock_rate = 48_000;
    let events = line.payload_type(Codec::TelephoneEvent { clock_rate });
    assert!(events.is_some());
}

#[test]
fn digits_reach_the_other_side_once_each_way() {
    let mut pair = connected();
    let (ours, theirs) = (digits("147*#"), digits("AB"));
    pair.server.send_digits(pair.now, &ours, TIMING).unwrap();
    pair.caller.send_digits(pair.now, &theirs, TIMING).unwrap();
    pair.run(Duration::from_secs(2));
    assert_eq!(pressed(&pair.caller_events), "147*#");
    assert_eq!(pressed(&pair.server_events), "AB");
    assert!(!pair.server.sends_digits());
}

#[test]
fn audio_pauses_for_digits_and_goes_on_in_the_same_stream() {
    let mut pair = connected();
    for sequence in 1..=50 {
        if sequence == 20 {
            pair.caller
                .send_digits(pair.now, &digits("5"), TIMING)
                .unwrap();
        }
        let line = pair.caller.media()[0].clone();
        let packet = OutgoingRtp {
            mid: line.mid,
            payload_type: line.payload_type(Codec::Opus).unwrap(),
            sequence,
            rtp_time: u32::try_from(sequence * 960).unwrap(),
            marker: false,
            audio_level: Some(-30),
            nackable: false,
            payload: Arc::from([0xf8_u8, 1, 2].as_slice()),
        };
        let sent = pair.caller.write_rtp(pair.now, packet);
        assert_eq!(sent, !pair.caller.sends_digits());
        pair.run(Duration::from_millis(20));
    }
    pair.run(Duration::from_secs(1));
    let packets = packets(&pair.server_events);
    let numbers: Vec<u64> = packets.iter().map(|(number, ..)| *number).collect();
    let first = numbers[0];
    let expected: Vec<u64> = (first..first + numbers.len() as u64).collect();
    assert_eq!(numbers, expected, "no gap and none twice");
    let is_event = |codec: Codec| matches!(codec, Codec::TelephoneEvent { .. });
    let events: Vec<_> = packets
        .iter()
        .filter(|(.., codec)| is_event(*codec))
        .collect();
    assert_eq!(events.len(), 7, "{events:?}");
    // It began with the audio after the 19th packet.
    assert!(
        events.iter().all(|(_, time, _)| *time == 20 * 960),
        "{events:?}"
    );
    assert_eq!(
        packets.last().unwrap().1,
        50 * 960,
        "the clock of the audio went on"
    );
    assert_eq!(pressed(&pair.server_events), "5");
}

#[test]
fn only_so_many_wait_and_only_where_they_are_taken() {
    let mut pair = connected();
    let many = digits(&"1".repeat(60));
    assert_eq!(pair.caller.send_digits(pair.now, &many, TIMING), Ok(()));
    let full = pair.caller.send_digits(pair.now, &many, TIMING);
    assert_eq!(full, Err(DigitsRefused::Full));
    let mut listening = Pair::new(&[audio(Direction::SendOnly)]);
    listening.run(Duration::from_secs(2));
    let refused = listening.server.send_digits(listening.now, &many, TIMING);
    assert_eq!(refused, Err(DigitsRefused::NotNegotiated));
}

#[test]
fn a_packet_that_was_overtaken_by_digits_never_takes_the_number_of_one() {
    let mut numbers = Numbers::default();
    let mut packet = OutgoingRtp {
        mid: connected().caller.media()[0].mid,
        payload_type: 111,
        sequence: 10,
        rtp_time: 0,
        marker: false,
        audio_level: None,
        nackable: false,
        payload: Arc::from([].as_slice()),
    };
    assert!(numbers.place(Timestamp::ZERO, &mut packet));
    // Seven packets of a digit leave: 11 to 17.
    (numbers.next, numbers.is_paused) = (18, true);
    packet.sequence = 15;
    assert!(numbers.place(Timestamp::ZERO, &mut packet));
    assert_eq!(packet.sequence, 18);
    packet.sequence = 14;
    assert!(
        !numbers.place(Timestamp::ZERO, &mut packet),
        "it would be 17"
    );
}
