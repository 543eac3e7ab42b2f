use super::*;

const TIMING: DigitTiming = DigitTiming {
    duration: Duration::from_millis(90),
    gap: Duration::from_millis(70),
};

/// All packets, each with the time it left at.
fn play(keys: &str) -> Vec<(u64, DigitPacket)> {
    let mut sender = DtmfSender::default();
    for key in keys.chars() {
        sender.queue(Digit::from_char(key).unwrap(), TIMING);
    }
    let mut packets = Vec::new();
    let mut now = Timestamp::from_millis(1_000);
    while sender.is_busy() {
        while let Some(packet) = sender.poll(now, 48_000) {
            packets.push((now.as_nanos() / 1_000_000, packet));
        }
        now = sender.next_timeout().unwrap_or(now).max(now);
    }
    packets
}

#[test]
fn an_event_grows_every_20_ms_and_ends_three_times() {
    let packets = play("5");
    let seen: Vec<_> = packets
        .iter()
        .map(|(at, packet)| {
            (
                *at,
                packet.event.duration / 48,
                packet.event.end,
                packet.marker,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (1_020, 20, false, true),
            (1_040, 40, false, false),
            (1_060, 60, false, false),
            (1_080, 80, false, false),
            (1_090, 90, true, false),
            (1_110, 90, true, false),
            (1_130, 90, true, false),
        ]
    );
    assert!(packets.iter().all(|(_, packet)| packet.event.event == 5));
}

#[test]
fn digits_follow_each_other_with_a_gap() {
    let packets = play("12");
    let began: Vec<_> = packets
        .iter()
        .filter(|(_, packet)| packet.marker)
        .map(|(_, packet)| packet.began.as_nanos() / 1_000_000)
        .collect();
    assert_eq!(began, [1_000, 1_160]);
}

#[test]
fn what_is_sent_is_what_a_receiver_tells() {
    let mut receiver = super::super::DtmfReceiver::default();
    let mut told = String::new();
    for (at, packet) in play("0123456789*#ABCD") {
        let rtp_time =
            u32::try_from(ticks_of(packet.began.since(Timestamp::ZERO), 48_000)).unwrap();
        let now = Timestamp::from_millis(at);
        for press in receiver
            .push(now, 48_000, rtp_time, packet.event)
            .into_iter()
            .flatten()
        {
            assert_eq!(press.duration, TIMING.duration);
            told.push(press.digit.as_char());
        }
    }
    assert_eq!(told, "0123456789*#ABCD");
}
