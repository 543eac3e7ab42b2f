//! Two engines with nothing between them, for real threads and for many calls. Each has a lock as
//! libtoxcore has one, which is held while it hands packets over and taken by who sends.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jackfield_media::time::Timestamp;
use jackfield_toxav::config::Config;
use jackfield_toxav::error::SendError;
use jackfield_toxav::event::Registered;
use jackfield_toxav::network::{Network, SIGNALLING_ID};
use jackfield_toxav::toxav::ToxAv;

/// The other one, for both.
pub const FRIEND: u32 = 0;
/// Packets that wait; more are lost if they may be.
const ROOM: usize = 256;

thread_local! {
    static HAS_LOCK: Cell<bool> = const { Cell::new(false) };
}

type Queue = Arc<Mutex<VecDeque<Vec<u8>>>>;

pub struct Pipe {
    tox: Mutex<()>,
    outgoing: Queue,
    incoming: Queue,
}

pub fn pair(config: &Config) -> [ToxAv<Pipe>; 2] {
    let queues: [Queue; 2] = std::array::from_fn(|_| Queue::default());
    [0_usize, 1].map(|own| {
        let pipe = Pipe {
            tox: Mutex::new(()),
            outgoing: Arc::clone(&queues[own]),
            incoming: Arc::clone(&queues[1 - own]),
        };
        let engine = ToxAv::new(pipe, *config, own as u64);
        engine.set_registered(Registered::ALL);
        engine
    })
}

/// The first calls the second, who answers.
pub fn begin_call(engines: &[ToxAv<Pipe>; 2], now: Timestamp, video_kbps: u32) {
    let [first, second] = engines;
    first.call(now, FRIEND, 48, video_kbps).unwrap();
    iterate(second, now, &mut || {});
    second.answer(now, FRIEND, 48, video_kbps).unwrap();
    iterate(first, now, &mut || {});
}

/// As `tox_iterate`: with Tox' lock held. Returns whether something came.
pub fn iterate(engine: &ToxAv<Pipe>, now: Timestamp, events: &mut dyn FnMut()) -> bool {
    let pipe = engine.network();
    let _tox = locked(&pipe.tox);
    HAS_LOCK.set(true);
    let mut came = false;
    loop {
        let packet = locked(&pipe.incoming).pop_front();
        let Some(packet) = packet else {
            break;
        };
        came = true;
        match packet.first() {
            Some(&SIGNALLING_ID) => engine.handle_lossless(now, FRIEND, &packet[1..]),
            _ => engine.handle_lossy(now, FRIEND, &packet),
        }
        events();
    }
    engine.handle_timeout(now);
    events();
    HAS_LOCK.set(false);
    came
}

impl Pipe {
    fn push(&self, packet: &[u8], is_lossy: bool) {
        let _tox = (!HAS_LOCK.get()).then(|| locked(&self.tox));
        let mut queue = locked(&self.outgoing);
        if !is_lossy || queue.len() < ROOM {
            queue.push_back(packet.to_vec());
        }
    }
}

impl Network for Pipe {
    fn send_lossless(&self, _: u32, packet: &[u8]) -> Result<(), SendError> {
        self.push(packet, false);
        Ok(())
    }

    fn send_lossy(&self, _: u32, packet: &[u8]) -> Result<(), SendError> {
        self.push(packet, true);
        Ok(())
    }

    fn knows(&self, friend: u32) -> bool {
        let _tox = (!HAS_LOCK.get()).then(|| locked(&self.tox));
        friend == FRIEND
    }

    fn is_online(&self, friend: u32) -> bool {
        self.knows(friend)
    }

    fn receive_media(&self, friend: u32, _: bool) {
        self.knows(friend);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
