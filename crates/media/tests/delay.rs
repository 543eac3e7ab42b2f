//! How long the receiver delays speech: as little as the network lets it, and back again.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic, and uses a part of what tests share"
)]

#[path = "common/call.rs"]
mod call;

use std::time::Duration;

use call::{Heard, Protection, SentPacket, encode, listen, transmit};
use jackfield_media::opus::{Encoder, EncoderConfig};
use jackfield_media::receiver::FrameKind;
use jackfield_media::time::Timestamp;
use jackfield_testkit::network::{Conditions, Loss};
use jackfield_testkit::speech::speech;

const SENDERS: [Protection; 4] = [
    Protection::Plain,
    Protection::Fec,
    Protection::Red(1),
    Protection::Red(2),
];

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// A call of 20 s whose network is bad until a time.
fn call(protection: Protection, bad: &Conditions, until: Timestamp) -> Heard {
    let stream = encode(&speech(5, call::RATE, Duration::from_secs(20)), protection);
    let conditions = |now| {
        if now < until {
            *bad
        } else {
            Conditions::clean()
        }
    };
    listen(&stream, &transmit(&stream, 7, conditions))
}

/// Speech of 2 s, a pause of 5 s, and so on; who sends falls silent in the pauses.
fn call_with_dtx(conditions: Conditions) -> Heard {
    let config = EncoderConfig {
        dtx: true,
        ..EncoderConfig::default()
    };
    let mut encoder = Encoder::new(config).unwrap();
    let mut stream = encode(&[], Protection::Plain);
    let voice = speech(5, call::RATE, Duration::from_secs(2));
    let pause = vec![0; 5 * call::RATE as usize];
    let said = [voice.as_slice(), &pause, &voice, &pause, &voice].concat();
    for (index, frame) in (0u32..).zip(said.chunks_exact(call::FRAME_SAMPLES)) {
        let mut payload = vec![0; 1_200];
        let len = encoder.encode(frame, &mut payload).unwrap();
        payload.truncate(len);
        if len > 2 {
            stream.packets.push(SentPacket {
                at: Timestamp::ZERO + call::FRAME * index,
                sequence: stream.packets.len().try_into().unwrap(),
                rtp_time: index * 960,
                payload,
            });
        }
    }
    listen(&stream, &transmit(&stream, 7, |_| conditions))
}

/// The longest delay of frames between two times.
fn longest(heard: &Heard, from: Timestamp, to: Timestamp) -> Duration {
    let between = heard
        .frames
        .iter()
        .filter(|heard| heard.at >= from && heard.at < to);
    let audible = between.filter(|heard| heard.frame.kind != FrameKind::Silence);
    audible.map(|heard| heard.stats.buffer_delay).max().unwrap()
}

#[test]
fn without_jitter_and_loss_nothing_is_delayed() {
    let heard = call(Protection::Plain, &Conditions::clean(), at(0));
    assert_eq!(longest(&heard, at(0), at(20_000)), Duration::ZERO);
    assert_eq!(heard.stats.concealed, Duration::from_millis(220));
}

#[test]
fn loss_alone_delays_nobody_who_sends_no_copies() {
    let heard = call(Protection::Plain, &Conditions::random_loss(0.1), at(20_000));
    // What is made up comes at the end of its grace.
    assert!(longest(&heard, at(0), at(20_000)) <= Duration::from_millis(5));
}

#[test]
fn copies_are_waited_for_while_packets_are_lost() {
    for protection in [Protection::Fec, Protection::Red(1)] {
        let heard = call(protection, &Conditions::random_loss(0.05), at(20_000));
        let mean = heard.stats.mean_buffer_delay;
        assert!(mean < Duration::from_millis(20), "{protection:?}: {mean:?}");
        assert!(
            heard.stats.recovered() > heard.stats.concealed,
            "{protection:?}"
        );
    }
}

#[test]
fn the_delay_is_as_long_as_jitter_asks_and_no_longer() {
    let heard = call(
        Protection::Plain,
        &Conditions::jitter_and_loss(),
        at(20_000),
    );
    let mean = heard.stats.mean_buffer_delay;
    assert!(mean < Duration::from_millis(32), "{mean:?}");
    let late = heard.stats.late;
    assert!(late < 10, "{late} of 1,000 packets were late");
}

#[test]
fn pauses_in_which_nothing_is_sent_do_not_let_the_delay_grow() {
    let heard = call_with_dtx(Conditions::clean());
    assert!(longest(&heard, at(0), at(16_000)) <= Duration::from_millis(5));
    assert_eq!(heard.stats.lost, 0);
    assert!(heard.stats.silence > Duration::from_secs(2));
    let jittery = call_with_dtx(Conditions {
        loss: Loss::None,
        ..Conditions::jitter_and_loss()
    });
    assert!(longest(&jittery, at(14_000), at(16_000)) <= Duration::from_millis(40));
}

#[test]
fn five_seconds_after_loss_and_jitter_the_delay_is_what_it_was() {
    let networks = [
        Conditions::random_loss(0.1),
        Conditions::burst_loss(),
        Conditions::jitter_and_loss(),
        Conditions::jitter_spikes(),
    ];
    for protection in SENDERS {
        for bad in &networks {
            let heard = call(protection, bad, at(8_000));
            let after = longest(&heard, at(13_000), at(20_000));
            assert!(
                after <= Duration::from_millis(5),
                "{protection:?} {bad:?}: {after:?}"
            );
        }
    }
}
