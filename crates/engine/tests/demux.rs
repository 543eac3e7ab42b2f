//! Which session a datagram is for, and who cannot pretend.
#![allow(
    clippy::unwrap_used,
    reason = "a datagram that cannot be made has failed the test"
)]

mod common;

use std::net::SocketAddr;

use common::{connected, counter, seconds, words};
use jackfield_engine::{EngineConfig, Route};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::world::World;

/// A binding request that names a session rightly but proves nothing.
fn forged_check(ufrag: &str) -> Vec<u8> {
    let username = format!("{ufrag}:peer");
    let padded = username.len().next_multiple_of(4);
    let mut bytes = vec![
        0,
        1,
        0,
        u8::try_from(padded + 4).unwrap(),
        0x21,
        0x12,
        0xa4,
        0x42,
    ];
    bytes.extend_from_slice(&[9; 12]);
    bytes.extend_from_slice(&[0, 6, 0, u8::try_from(username.len()).unwrap()]);
    bytes.extend_from_slice(username.as_bytes());
    bytes.resize(24 + padded, 0);
    bytes
}

#[test]
fn who_knows_a_ufrag_but_not_its_password_gets_nothing() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let ufrag = world.notices()[0].code.clone();
    let server: SocketAddr = "203.0.113.1:5000".parse().unwrap();
    let stranger: SocketAddr = "192.0.2.66:6666".parse().unwrap();
    let now = world.now();
    world
        .engine()
        .deliver_at(now, stranger, server, forged_check(&ufrag));
    world
        .engine()
        .deliver_at(now, stranger, server, vec![0x80; 60]);
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    assert_eq!(
        world.caller(0).packets().len(),
        50,
        "the caller is heard as before"
    );
    let unknown = counter(&mut world, "packets_dropped_total{reason=\"unknown_peer\"}");
    assert!(unknown >= 1.0, "the stranger's media belong to nobody");
}

#[test]
fn a_hundred_callers_at_once_are_told_apart() {
    let mut world = World::new(5, EngineConfig::default()).unwrap();
    for _ in 0..100 {
        world
            .call(
                Route::Forward,
                &CallerConfig::default(),
                &Conditions::clean(),
            )
            .unwrap();
    }
    world.run(seconds(2)).unwrap();
    world.caller(42).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    let heard: Vec<usize> = (0..100)
        .filter(|index| !world.caller(*index).packets().is_empty())
        .collect();
    assert_eq!(heard, [42]);
}
