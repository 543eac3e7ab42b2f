//! Offers made to be slow, while somebody else talks: with threads, sockets and the real clock.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a call that cannot be set up has failed the test"
)]

mod common;

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use common::{millis, seconds, words};
use jackfield_engine::{Engine, EngineConfig, EventKind, Route};
use jackfield_media::time::Timestamp;
use jackfield_testkit::caller::{Caller, CallerConfig};

const OFFERS: usize = 60;
/// Without bounds, and parsed beside the media, the offers took longer than the whole talk. A
/// machine that is busy with other things may hold everything up for a while.
const LONGEST_GAP: Duration = Duration::from_secs(1);

/// A caller with a socket of its own.
struct Peer {
    caller: Caller,
    socket: UdpSocket,
    epoch: Instant,
}

impl Peer {
    fn call(engine: &Engine) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(millis(2))).unwrap();
        let (epoch, address) = (Instant::now(), socket.local_addr().unwrap());
        let config = CallerConfig::default();
        let mut caller = Caller::new(&config, address, epoch, Timestamp::ZERO).unwrap();
        let session = engine.open(caller.offer(), Route::Forward).unwrap();
        let answer = loop {
            let (notices, _) = engine.drain(1);
            let mut opened = notices
                .into_iter()
                .filter(|notice| notice.session == session && notice.kind == EventKind::Opened);
            if let Some(notice) = opened.next() {
                break notice.text;
            }
            std::thread::yield_now();
        };
        caller.accept(&answer).unwrap();
        Self {
            caller,
            socket,
            epoch,
        }
    }

    /// Sends and receives until something is so.
    fn run_until(&mut self, holds: impl Fn(&Caller) -> bool) {
        let mut bytes = [0; 2048];
        let patience = Instant::now() + seconds(60);
        while !holds(&self.caller) {
            assert!(Instant::now() < patience, "the call hangs");
            for transmit in self.caller.run(self.now()).unwrap() {
                let _ = self
                    .socket
                    .send_to(transmit.contents(), transmit.destination);
            }
            if let Ok((count, from)) = self.socket.recv_from(&mut bytes) {
                let now = self.now();
                self.caller.handle_datagram(now, from, &bytes[..count]);
            }
        }
    }

    fn now(&self) -> Timestamp {
        Timestamp::ZERO + self.epoch.elapsed()
    }

    fn longest_gap(&self) -> Duration {
        let packets = self.caller.packets();
        let gaps = packets.windows(2).map(|pair| pair[1].0.since(pair[0].0));
        gaps.max().unwrap_or_default()
    }
}

/// What is refused for its size, and the largest that is taken.
fn hostile(offer: &str) -> [String; 2] {
    let codec = |number: usize| format!("a=rtpmap:{} opus/48000/2\r\n", number % 32);
    let huge: String = (0..2_500).map(codec).collect();
    let large = "a=rid:a send\r\n".repeat(300);
    [format!("{offer}{huge}"), format!("{offer}{large}")]
}

#[test]
fn sixty_hostile_offers_leave_no_hole_in_another_call() {
    let config = EngineConfig {
        workers: 1,
        tcp: false,
        ..EngineConfig::default()
    };
    let engine = Engine::start(config, || {}).unwrap();
    let mut peer = Peer::call(&engine);
    peer.run_until(|caller| caller.connected().is_some());
    peer.caller.say(&words(seconds(3)));
    peer.run_until(|caller| caller.packets().len() > 25);
    let offers = hostile(peer.caller.offer());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for offer in offers.iter().cycle().take(2 * OFFERS) {
                engine.open(offer, Route::Forward).unwrap();
            }
        });
        peer.run_until(|caller| caller.packets().len() >= 140);
    });
    let gap = peer.longest_gap();
    assert!(gap < LONGEST_GAP, "{gap:?} without an echo");
    assert_eq!(
        engine.session_count(),
        1 + OFFERS,
        "the larger ones are refused"
    );
}
