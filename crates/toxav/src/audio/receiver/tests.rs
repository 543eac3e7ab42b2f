use proptest::prelude::*;

use super::super::{Sender, SenderConfig};
use super::*;
use crate::rtp::{Media, Packets};

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// A friend who sends a steady tone, and the receiver.
struct Call {
    sender: Sender,
    packets: Packets,
    receiver: Receiver,
    frame: AudioFrame,
    phase: f64,
}

impl Call {
    fn new(kbps: u32) -> Self {
        Self {
            sender: Sender::new(
                SenderConfig {
                    bit_rate_kbps: kbps,
                    ..SenderConfig::default()
                },
                1,
            ),
            packets: Packets::new(),
            receiver: Receiver::new(ReceiverConfig::default()),
            frame: AudioFrame::default(),
            phase: 0.0,
        }
    }

    /// A frame of a tone of 440 Hz that goes on where it was; each of its packets.
    fn send(&mut self, now: u64, channels: u8, rate: u32, samples: usize) -> Vec<Vec<u8>> {
        let mut pcm = Vec::new();
        for _ in 0..samples {
            self.phase += 440.0 / f64::from(rate);
            #[expect(clippy::cast_possible_truncation, reason = "a tone of 16 bits")]
            let sample = ((self.phase * std::f64::consts::TAU).sin() * 8_000.0) as i16;
            pcm.extend(std::iter::repeat_n(sample, channels.into()));
        }
        self.sender
            .encode(at(now), &pcm, channels, rate, &mut self.packets)
            .unwrap();
        let mut found = Vec::new();
        while let Some(packet) = self.packets.next_packet() {
            found.push(packet.to_vec());
        }
        found
    }

    fn receive(&mut self, now: u64, packets: &[Vec<u8>]) {
        for packet in packets {
            self.receiver
                .receive(at(now), &Packet::parse(packet).unwrap());
        }
    }

    /// Samples per channel, channels and rate of what is heard now.
    fn hear(&mut self, now: u64) -> Option<(usize, u8, u32)> {
        let is_heard = self.receiver.poll(at(now), &mut self.frame);
        is_heard.then_some((self.frame.samples, self.frame.channels, self.frame.rate))
    }
}

#[test]
fn what_comes_in_order_is_given_out_at_once_as_it_was_sent() {
    for (channels, rate, half_ms) in [
        (1, 48_000, 40),
        (2, 48_000, 40),
        (1, 8_000, 120),
        (1, 24_000, 20),
        (2, 16_000, 5),
    ] {
        let mut call = Call::new(96);
        let samples = rate as usize * half_ms / 2_000;
        for number in 0..20 {
            let now = number * half_ms as u64 / 2;
            let packets = call.send(now, channels, rate, samples);
            call.receive(now, &packets);
            assert_eq!(call.hear(now), Some((samples, channels, rate)));
            assert_eq!(call.hear(now), None);
        }
        assert_eq!(call.receiver.stats().delay, Duration::ZERO);
    }
}

#[test]
fn audio_of_several_packets_is_put_together() {
    let mut call = Call::new(510);
    for number in 0..10 {
        let mut packets = call.send(60 * number, 2, 48_000, 2_880);
        assert!(packets.len() > 2);
        packets.reverse();
        call.receive(60 * number, &packets);
        assert_eq!(call.hear(60 * number), Some((2_880, 2, 48_000)));
    }
}

/// Plays two seconds, of which the second is of another kind; what was heard, sample by sample.
fn change(from: (u8, u32), to: (u8, u32)) -> (Vec<(u8, u32)>, Vec<i16>) {
    let mut call = Call::new(96);
    let (mut kinds, mut heard) = (Vec::new(), Vec::new());
    for number in 0..100 {
        let (channels, rate) = if number < 50 { from } else { to };
        let packets = call.send(20 * number, channels, rate, rate as usize / 50);
        call.receive(20 * number, &packets);
        while let Some((_, channels, rate)) = call.hear(20 * number) {
            kinds.push((channels, rate));
            let step = usize::from(channels);
            heard.extend(call.frame.pcm.iter().step_by(step));
        }
    }
    kinds.dedup();
    (kinds, heard)
}

#[test]
fn a_change_of_rate_or_channels_is_followed_without_a_click() {
    for (from, to) in [
        ((1, 48_000), (1, 24_000)),
        ((1, 16_000), (1, 48_000)),
        ((1, 48_000), (2, 48_000)),
        ((2, 48_000), (1, 48_000)),
    ] {
        let (kinds, heard) = change(from, to);
        assert_eq!(kinds, [from, to]);
        let steps = heard.windows(2).map(|pair| pair[0].abs_diff(pair[1]));
        // 440 Hz of this loudness at the lower rate: 2 * 8000 * sin(pi * 440 / rate).
        let lower = f64::from(from.1.min(to.1));
        let steepest = 16_000.0 * (std::f64::consts::PI * 440.0 / lower).sin();
        let worst = f64::from(steps.max().unwrap());
        assert!(
            worst < 1.6 * steepest,
            "{from:?} {to:?}: {worst} {steepest}"
        );
    }
}

#[test]
fn who_changes_all_the_time_is_heard_as_before() {
    let mut call = Call::new(96);
    let mut rates = Vec::new();
    for number in 0..100 {
        let rate = if number % 2 == 0 { 48_000 } else { 24_000 };
        let packets = call.send(20 * number, 1, rate, rate as usize / 50);
        call.receive(20 * number, &packets);
        while let Some((_, _, rate)) = call.hear(20 * number) {
            rates.push(rate);
        }
    }
    assert!(rates.len() >= 100, "every frame is heard");
    rates.dedup();
    assert!(rates.len() <= 5, "{rates:?}");
}

#[test]
fn losses_are_told_in_bytes_and_what_comes_late_is_none() {
    let mut call = Call::new(48);
    let mut kept = Vec::new();
    for number in 0..50 {
        let packets = call.send(20 * number, 1, 48_000, 960);
        match number {
            10 | 20 => {}
            30 => kept = packets,
            31 => {
                call.receive(20 * number, &packets);
                call.receive(20 * number, &kept);
            }
            _ => call.receive(20 * number, &packets),
        }
        while call.hear(20 * number).is_some() {}
    }
    assert_eq!(call.receiver.take_lost(), 2 * 124);
    assert_eq!(call.receiver.take_lost(), 0);
}

#[test]
fn what_is_no_audio_is_counted() {
    let mut call = Call::new(48);
    let payloads: [&[u8]; 5] = [
        &[0],
        &[0, 0, 187, 128],
        &[0, 0, 172, 68, 8, 1],
        &[0, 0, 187, 128, 0xff],
        &[255; 40],
    ];
    for (sequence, payload) in (0..).zip(payloads) {
        let header = Header {
            media: Media::Audio,
            sequence,
            timestamp: 0,
            ssrc: 0,
            is_key: false,
            offset: 0,
            frame_len: u32::try_from(payload.len()).unwrap(),
        };
        let packet = Packet { header, payload };
        let arrivals = call.receiver.receive(at(0), &packet);
        assert_eq!(arrivals.received, 80 + payload.len());
    }
    assert_eq!(call.receiver.stats().malformed, 5);
    assert_eq!((call.hear(100), call.receiver.next_timeout()), (None, None));
}

#[test]
fn the_memory_of_a_call_is_less_than_a_megabyte() {
    let mut call = Call::new(48);
    assert!(
        call.receiver.memory() < 10_000,
        "none before the first packet"
    );
    let packets = call.send(0, 2, 48_000, 960);
    call.receive(0, &packets);
    let all = call.receiver.memory() + call.sender.memory() + call.packets.memory();
    assert!(all < 500_000, "{all}");
}

proptest! {
    #[test]
    fn any_packets_are_played_or_dropped(
        packets in prop::collection::vec(
            (any::<u16>(), any::<u32>(), prop::collection::vec(any::<u8>(), 1..60), any::<bool>()),
            0..60,
        ),
    ) {
        let mut receiver = Receiver::new(ReceiverConfig::default());
        let mut frame = AudioFrame::default();
        for (number, (sequence, timestamp, opus, is_near)) in (0..).zip(packets) {
            let payload = [&48_000_u32.to_be_bytes(), opus.as_slice()].concat();
            let near = u16::try_from(number).unwrap();
            let header = Header {
                media: Media::Audio,
                sequence: if is_near { near } else { sequence },
                timestamp: if is_near { 20 * u32::from(near) } else { timestamp },
                ssrc: 0,
                is_key: false,
                offset: 0,
                frame_len: u32::try_from(payload.len()).unwrap(),
            };
            let now = at(20 * number);
            receiver.receive(now, &Packet { header, payload: &payload });
            let mut heard = 0;
            while receiver.poll(now, &mut frame) {
                heard += 1;
                prop_assert_eq!(frame.pcm.len(), frame.samples * usize::from(frame.channels));
                prop_assert!(heard < 100, "it never ends");
            }
        }
    }
}
