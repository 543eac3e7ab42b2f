//! One `ToxAV`: its engine, its clock, its callbacks.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;
use jackfield_toxav::config::Config;
use jackfield_toxav::event::Registered;
use jackfield_toxav::toxav::{AudioFrame, ToxAv};
use jackfield_toxav::video::Encoded;

use crate::border::ToxAV;
use crate::callbacks::{Callbacks, Functions};
use crate::tox::Core;

/// How often an engine with packets is told that time passes.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// An engine and all that it needs of this process.
pub(crate) struct Instance {
    av: usize,
    core: Core,
    engine: ToxAv<Core>,
    callbacks: Callbacks,
    /// When the engine is to be told again that time passes, in nanoseconds.
    look_again: AtomicU64,
    /// Reused from frame to frame; away while a callback has it.
    frame: Mutex<Option<AudioFrame>>,
}

impl Instance {
    /// For a Tox without another.
    pub(crate) fn new(core: Core, av: *mut ToxAV) -> Self {
        let seed = RandomState::new().hash_one(av.addr());
        Self {
            av: av.addr(),
            core,
            engine: ToxAv::new(core, Config::default(), seed),
            callbacks: Callbacks::new(),
            look_again: AtomicU64::new(0),
            frame: Mutex::new(None),
        }
    }

    pub(crate) const fn tox(&self) -> &Core {
        &self.core
    }

    pub(crate) const fn engine(&self) -> &ToxAv<Core> {
        &self.engine
    }

    /// Register or take away callbacks.
    pub(crate) fn register(&self, change: impl FnOnce(&mut Functions)) {
        let registered: Registered = self.callbacks.change(change);
        self.engine.set_registered(registered);
    }

    /// End what has rung for too long, where the program has set a limit: whoever sets one iterates on
    /// threads that may use the Tox, as this sends.
    pub(crate) fn keep_ringing_short(&self) {
        if self.engine.ring_timeout_s().is_some() {
            let _locked = self.core.lock();
            self.keep_time(now());
            self.deliver_events();
        }
    }

    /// Tell the engine that time passes: not with each of a thousand packets.
    pub(crate) fn keep_time(&self, now: Timestamp) {
        if now.as_nanos() >= self.look_again.load(Relaxed) {
            self.look_again
                .store((now + LOOK_EVERY).as_nanos(), Relaxed);
            self.engine.handle_timeout(now);
        }
    }

    fn handle(&self) -> *mut ToxAV {
        std::ptr::without_provenance_mut(self.av)
    }

    /// Tell the program what has happened.
    pub(crate) fn deliver_events(&self) {
        while let Some(event) = self.engine.poll_event() {
            self.callbacks.now().tell(self.handle(), event);
        }
        while let Some((friend, quality)) = self.engine.poll_quality() {
            self.callbacks.now().judge(self.handle(), friend, quality);
        }
    }

    /// Hand over all audio that is due.
    pub(crate) fn deliver_audio(&self) {
        let began = now();
        let mut frame = self.take_frame().unwrap_or_default();
        while self.engine.poll_audio(now(), &mut frame) {
            self.callbacks.now().hear(self.handle(), &frame);
        }
        self.engine.note_audio_iteration(now().since(began));
        *self.frame.lock().unwrap_or_else(PoisonError::into_inner) = Some(frame);
    }

    /// Hand over all pictures that are due.
    pub(crate) fn deliver_video(&self) {
        let began = now();
        let mut show = |friend, picture: I420Ref<'_>| {
            self.callbacks.now().show(self.handle(), friend, picture);
        };
        if self.callbacks.now().wants_encoded() {
            self.deliver_encoded();
        } else {
            while self.engine.poll_video(now(), &mut show) {}
        }
        self.engine.note_video_iteration(now().since(began));
    }

    fn deliver_encoded(&self) {
        let mut frame = Encoded::default();
        while let Some(friend) = self.engine.poll_any_encoded(now(), &mut frame) {
            self.callbacks
                .now()
                .show_encoded(self.handle(), friend, &frame);
        }
    }

    fn take_frame(&self) -> Option<AudioFrame> {
        self.frame
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

/// Time since this library's clock was first asked.
pub(crate) fn now() -> Timestamp {
    static EPOCH: OnceLock<Instant> = OnceLock::new();
    let passed = EPOCH.get_or_init(Instant::now).elapsed();
    Timestamp::from_nanos(u64::try_from(passed.as_nanos()).unwrap_or(u64::MAX))
}

/// In the unit of the C interface; less than one is none.
pub(crate) fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
