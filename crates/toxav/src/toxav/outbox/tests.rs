use std::sync::atomic::Ordering::Relaxed;

use super::super::tests::{FRIEND, NOW, engine};
use super::*;
use crate::error::CallError;
use crate::msi::Message;

fn message() -> Work {
    Work::Send {
        friend: 1,
        packet: Message::pop(None).write(),
    }
}

#[test]
fn an_invitation_that_tox_does_not_take_is_no_call() {
    let engine = engine();
    engine.network().is_full.store(true, Relaxed);
    assert_eq!(engine.call(NOW, FRIEND, 48, 0), Err(CallError::Sync));
    assert_eq!(engine.counters().messages_unsent, 1);
    engine.network().is_full.store(false, Relaxed);
    assert_eq!(engine.call(NOW, FRIEND, 48, 0), Ok(()));
}

#[test]
fn one_thread_hands_over_what_waits_and_does_not_forget_that_it_stopped() {
    let mut outbox = Outbox::new(8);
    outbox.push(message());
    outbox.push(message());
    assert!(outbox.next(false).is_some());
    assert!(outbox.next(false).is_none(), "another thread is at it");
    assert!(outbox.next(true).is_some());
    assert!(outbox.next(true).is_none());
    outbox.push(message());
    assert!(outbox.next(false).is_some(), "nobody is at it any more");
}

#[test]
fn messages_over_the_limit_are_dropped_and_counted() {
    let mut outbox = Outbox::new(2);
    for _ in 0..5 {
        outbox.push(message());
    }
    outbox.push(Work::Receive {
        friend: 1,
        is_on: false,
    });
    let mut counters = Counters::default();
    outbox.count(&mut counters);
    assert_eq!(counters.messages_overflowed, 3);
    assert_eq!(outbox.waiting.len(), 3);
}
