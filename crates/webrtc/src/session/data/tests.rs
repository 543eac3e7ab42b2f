use super::*;
use crate::session::tests::{Pair, audio, config};
use crate::{Direction, IceMode, SessionError};

const SECOND: Duration = Duration::from_secs(1);

fn data(offers_channel: bool) -> DataConfig {
    DataConfig {
        offers_channel,
        ..DataConfig::default()
    }
}

fn pair(caller: DataConfig, server: DataConfig) -> Pair {
    let mut caller_config = config(1000, IceMode::Full);
    caller_config.data = caller;
    let mut server_config = config(2000, IceMode::Lite);
    server_config.data = server;
    let media = [audio(Direction::SendRecv)];
    let mut pair = Pair::between(&caller_config, Timestamp::ZERO, &media, &server_config);
    pair.run(SECOND * 3);
    pair
}

fn messages(events: &[Event]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    for event in events {
        if let Event::Message(data) = event {
            found.push(data.as_slice());
        }
    }
    found
}

#[test]
fn messages_go_both_ways_whole_and_in_order() {
    let mut pair = pair(data(true), data(false));
    assert!(pair.server.has_channel() && pair.caller.has_channel());
    let large = vec![7; 60_000];
    pair.caller.send_message(pair.now, b"first").unwrap();
    pair.caller.send_message(pair.now, &large).unwrap();
    pair.server.send_message(pair.now, b"answer").unwrap();
    pair.run(SECOND);
    assert_eq!(messages(&pair.server_events), [b"first", large.as_slice()]);
    assert_eq!(messages(&pair.caller_events), [b"answer"]);
    assert_eq!(pair.caller.unconfirmed(), 0);
}

#[test]
fn without_a_channel_nothing_can_be_sent() {
    let mut pair = pair(data(false), data(false));
    let refused = pair.server.send_message(pair.now, b"hello");
    assert_eq!(refused, Err(MessageRefused::NoChannel));
}

#[test]
fn what_the_peer_has_not_confirmed_is_bounded() {
    let limit = DataConfig {
        send_buffer: 10_000,
        ..data(true)
    };
    let mut pair = pair(limit, data(false));
    let sent = (0..100)
        .take_while(|_| pair.caller.send_message(pair.now, &[0; 1_000]).is_ok())
        .count();
    assert_eq!(sent, 10);
    assert_eq!(pair.caller.unconfirmed(), 10_000);
    pair.run(SECOND);
    assert!(pair.caller.send_message(pair.now, &[0; 1_000]).is_ok());
}

#[test]
fn a_message_over_the_limit_that_the_peer_was_told_is_not_sent() {
    let small = DataConfig {
        max_message: 1_000,
        ..data(false)
    };
    let mut pair = pair(data(true), small);
    let refused = pair.caller.send_message(pair.now, &[0; 1_001]);
    assert_eq!(refused, Err(MessageRefused::NoRoom));
}

#[test]
fn only_the_channel_with_the_right_label_is_used() {
    let mut pair = pair(data(true), data(false));
    let mut changes = pair.caller.rtc.sdp_api();
    changes.add_channel("another".into());
    changes.add_channel(LABEL.into());
    assert!(changes.apply().is_none(), "no negotiation is needed");
    pair.run(SECOND);
    let refused = |event: &&Event| matches!(event, Event::ChannelRefused);
    assert_eq!(pair.server_events.iter().filter(refused).count(), 2);
    pair.caller.send_message(pair.now, b"still").unwrap();
    pair.run(SECOND);
    assert_eq!(messages(&pair.server_events), [b"still"]);
}

#[test]
fn a_flood_is_held_back_and_nothing_of_it_is_lost() {
    let slow = DataConfig {
        input_rate: 10_000,
        ..data(false)
    };
    let mut channel = DataChannel::new(&slow);
    let record = [23; 900];
    let taken = (0..100).filter(|_| channel.takes(Timestamp::ZERO, &record));
    assert_eq!(taken.count(), 20, "two seconds at 10,000 bytes per second");
    assert!(channel.takes(Timestamp::from_millis(500), &record));
    let media = [128; 900];
    assert!((0..100).all(|_| channel.takes(Timestamp::ZERO, &media)));

    let mut pair = pair(data(true), slow);
    for _ in 0..3 {
        pair.caller
            .send_message(pair.now, &vec![1; 20_000])
            .unwrap();
    }
    pair.run(SECOND * 30);
    assert_eq!(messages(&pair.server_events).len(), 3);
    assert!(!matches!(
        pair.server.poll_output(),
        Err(SessionError::Failed(_))
    ));
}

#[test]
fn a_closed_channel_is_told_and_takes_nothing_more() {
    let mut pair = pair(data(true), data(false));
    let open = pair.caller.data.open.unwrap();
    pair.caller.rtc.direct_api().close_data_channel(open);
    pair.run(SECOND);
    let closed = |event: &Event| matches!(event, Event::ChannelClosed);
    assert!(pair.server_events.iter().any(closed));
    assert!(!pair.server.has_channel());
}
