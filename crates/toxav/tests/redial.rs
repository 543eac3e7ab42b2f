//! Calling a friend again right after hanging up, when the friend's program is built on libtoxcore and what it said
//! before it knew is still on its way.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

#[path = "redial/reference.rs"]
mod reference;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_testkit::network::{Conditions, Network};
use jackfield_toxav::config::Config;
use jackfield_toxav::error::SendError;
use jackfield_toxav::event::{Control, Event, Registered};
use jackfield_toxav::network::Network as Tox;
use jackfield_toxav::state::State;
use jackfield_toxav::toxav::ToxAv;
use reference::{Reference, Rung};

const FRIEND: u32 = 0;
/// One way: from next door to the other side of the world through a relay.
const DELAYS_MS: [u64; 5] = [1, 20, 60, 300, 900];
const ANSWERED: u32 = 0x34;
const FINISHED: u32 = 2;

/// What our engine gave to its Tox.
#[derive(Default)]
struct Line(Arc<Mutex<Vec<Vec<u8>>>>);

impl Tox for Line {
    fn send_lossless(&self, _: u32, packet: &[u8]) -> Result<(), SendError> {
        self.0.lock().unwrap().push(packet[1..].to_vec());
        Ok(())
    }

    fn send_lossy(&self, _: u32, _: &[u8]) -> Result<(), SendError> {
        Ok(())
    }

    fn knows(&self, _: u32) -> bool {
        true
    }

    fn is_online(&self, _: u32) -> bool {
        true
    }

    fn receive_media(&self, _: u32, _: bool) {}
}

/// We, the friend, and the way between.
struct Scene {
    now: Timestamp,
    ours: ToxAv<Line>,
    sent: Arc<Mutex<Vec<Vec<u8>>>>,
    there: Network<Vec<u8>>,
    back: Network<Vec<u8>>,
    friend: Reference,
}

impl Scene {
    fn new(delay_ms: u64) -> Self {
        let sent = Arc::default();
        let ours = ToxAv::new(Line(Arc::clone(&sent)), Config::default(), 1);
        ours.set_registered(Registered::ALL);
        let conditions = Conditions {
            delay: Duration::from_millis(delay_ms),
            keeps_order: true,
            ..Conditions::default()
        };
        Self {
            now: Timestamp::ZERO,
            ours,
            sent,
            there: Network::new(1, conditions),
            back: Network::new(2, conditions),
            friend: Reference::default(),
        }
    }

    /// In a call that was answered.
    fn talking(delay_ms: u64) -> Self {
        let mut scene = Self::new(delay_ms);
        scene.call();
        scene.settle();
        assert_eq!(scene.states(), [ANSWERED]);
        scene.friend.rings = 0;
        scene
    }

    fn call(&self) {
        self.ours.call(self.now, FRIEND, 48, 0).unwrap();
    }

    fn cancel(&self) {
        let cancel = Control::Cancel;
        self.ours.control(self.now, FRIEND, cancel).unwrap();
    }

    /// The friend's program does something of its own.
    fn friend_says(&mut self, say: fn(&mut Reference) -> Vec<u8>) {
        let said = say(&mut self.friend);
        self.back.send(self.now, said);
    }

    fn pass(&mut self, millis: u64) {
        for _ in 0..millis {
            self.now += Duration::from_millis(1);
            for packet in self.sent.lock().unwrap().drain(..) {
                self.there.send(self.now, packet);
            }
            while let Some(packet) = self.there.poll(self.now) {
                for said in self.friend.hear(&packet) {
                    self.back.send(self.now, said);
                }
            }
            while let Some(packet) = self.back.poll(self.now) {
                self.ours.handle_lossless(self.now, FRIEND, &packet);
            }
            self.ours.handle_timeout(self.now);
        }
    }

    /// Whatever is under way has arrived, and was answered.
    fn settle(&mut self) {
        self.pass(5_000);
    }

    /// What our program was told.
    fn states(&self) -> Vec<u32> {
        let events = std::iter::from_fn(|| self.ours.poll_event());
        let told = events.map(|event| match event {
            Event::CallState { state, .. } => state.bits(),
            other => panic!("{other:?}"),
        });
        told.collect()
    }

    /// One ring, and a call that both are in.
    fn check_in_one_call(&mut self, what: &str) {
        self.settle();
        assert_eq!(self.states(), [ANSWERED], "{what}");
        assert_eq!(self.friend.rings, 1, "{what}");
        assert_eq!(self.ours.state(FRIEND), State::Active, "{what}");
        assert!(self.friend.is_in_call(), "{what}");
    }
}

#[test]
fn an_end_that_crossed_ours_takes_no_new_call_along() {
    for delay in DELAYS_MS {
        let mut scene = Scene::talking(delay);
        scene.cancel();
        scene.friend_says(Reference::hang_up);
        scene.call();
        scene.check_in_one_call(&format!("{delay} ms"));
    }
}

#[test]
fn a_change_that_crossed_our_end_is_no_answer_to_the_next_call() {
    for delay in DELAYS_MS {
        let mut scene = Scene::talking(delay);
        scene.friend.rung = Rung::Leave;
        scene.cancel();
        scene.friend_says(Reference::mute);
        scene.call();
        scene.pass(2 * delay + 10);
        assert_eq!(scene.ours.state(FRIEND), State::Requesting, "{delay} ms");
        scene.friend_says(Reference::answer);
        scene.check_in_one_call(&format!("{delay} ms"));
    }
}

#[test]
fn an_answer_to_a_call_that_was_taken_back_is_none_to_the_next() {
    for delay in DELAYS_MS {
        let mut scene = Scene::new(delay);
        scene.friend.rung = Rung::Leave;
        scene.call();
        scene.pass(delay + 10);
        scene.friend_says(Reference::answer);
        scene.cancel();
        scene.friend.rings = 0;
        scene.friend.rung = Rung::Answer;
        scene.call();
        scene.check_in_one_call(&format!("{delay} ms"));
    }
}

#[test]
fn who_refuses_at_once_is_rung_once() {
    for delay in DELAYS_MS {
        let mut scene = Scene::talking(delay);
        scene.friend.rung = Rung::Refuse;
        scene.cancel();
        scene.call();
        scene.settle();
        assert_eq!(scene.friend.rings, 1, "{delay} ms");
        assert_eq!(scene.states(), [FINISHED], "{delay} ms");
    }
}

#[test]
fn who_answers_at_once_is_rung_once() {
    for delay in DELAYS_MS {
        for pause in [0, 10, 45, 200, 1_500] {
            let mut scene = Scene::talking(delay);
            scene.cancel();
            scene.pass(pause);
            scene.call();
            scene.check_in_one_call(&format!("{delay} ms, {pause} ms later"));
        }
    }
}

#[test]
fn of_calls_in_quick_succession_the_last_one_is_had() {
    for delay in DELAYS_MS {
        let mut scene = Scene::talking(delay);
        for _ in 0..5 {
            scene.cancel();
            scene.call();
            scene.pass(7);
        }
        scene.settle();
        let told = scene.states();
        assert_eq!(told.last(), Some(&ANSWERED), "{delay} ms: {told:?}");
        assert!(!told.contains(&FINISHED), "{delay} ms: {told:?}");
        assert_eq!(scene.friend.rings, 5, "{delay} ms: each invitation rings");
        assert!(scene.friend.is_in_call(), "{delay} ms");
        assert_eq!(scene.ours.state(FRIEND), State::Active, "{delay} ms");
    }
}

#[test]
fn who_had_no_calls_for_a_moment_is_heard_again() {
    let mut scene = Scene::talking(20);
    scene.cancel();
    scene.friend.is_deaf = true;
    scene.call();
    scene.pass(100);
    scene.cancel();
    scene.pass(100);
    scene.friend.is_deaf = false;
    scene.call();
    scene.check_in_one_call("without an answer to the first question");
}
