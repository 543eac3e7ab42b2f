//! Two Tox without a network, in place of libtoxcore: the functions that ours ask it for. Friend 0 of
//! each is the other one, friend 1 is never there.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ffi::c_void;
use std::ptr;

const OTHER: u32 = 0;
const ABSENT: u32 = 1;
/// Packets that wait; more are refused, as libtoxcore does.
const ROOM: usize = 512;
const SIGNALLING_ID: u8 = 69;
const MEDIA_IDS: [u8; 3] = [192, 193, 196];
// Of `Tox_Err_Friend_Custom_Packet`.
const FRIEND_NOT_FOUND: i32 = 2;
const FRIEND_NOT_CONNECTED: i32 = 3;
const QUEUE_FULL: i32 = 7;

type MsiHook = unsafe extern "C" fn(*mut c_void, u32, *const u8, u16, *mut c_void);
type RtpHook = unsafe extern "C" fn(*mut c_void, u32, *const u8, u16, *mut c_void) -> i32;
type ConnectionHook = unsafe extern "C" fn(*mut c_void, u32, u8, *mut c_void);

#[repr(C)]
#[derive(Clone, Copy)]
struct Hook<F> {
    function: Option<F>,
    data: *mut c_void,
}

impl<F> Hook<F> {
    const NONE: Self = Self {
        function: None,
        data: ptr::null_mut(),
    };
}

/// What setters write to: larger memory may be in its place, to see where.
#[repr(C)]
struct Messenger {
    before: usize,
    signalling: Hook<MsiHook>,
    connection: Hook<ConnectionHook>,
    media: [Hook<RtpHook>; 3],
}

/// One of the two.
#[repr(C)]
pub struct Tox {
    messenger: *mut Messenger,
    is_online: Cell<bool>,
    locks: Cell<u32>,
    sent: RefCell<VecDeque<Vec<u8>>>,
}

impl Tox {
    pub fn new() -> Self {
        Self {
            messenger: Box::into_raw(Box::new(Messenger {
                before: 0,
                signalling: Hook::NONE,
                connection: Hook::NONE,
                media: [const { Hook::NONE }; 3],
            })),
            is_online: Cell::new(true),
            locks: Cell::new(0),
            sent: RefCell::default(),
        }
    }

    /// As it is passed to the functions.
    pub fn pointer<T>(&self) -> *mut T {
        ptr::from_ref(self).cast_mut().cast()
    }

    /// What was sent longest ago, if anything waits.
    pub fn take_packet(&self) -> Option<Vec<u8>> {
        self.sent.borrow_mut().pop_front()
    }

    /// A packet of the other one comes.
    pub fn receive(&self, packet: &[u8]) {
        let length = |bytes: &[u8]| u16::try_from(bytes.len()).expect("a packet");
        let messenger = self.messenger.cast();
        match packet {
            [SIGNALLING_ID, rest @ ..] => {
                let hook = self.hooks().signalling;
                if let Some(call) = hook.function {
                    // SAFETY: a hook that was set, with its data and the bytes of a packet.
                    unsafe { call(messenger, OTHER, rest.as_ptr(), length(rest), hook.data) };
                }
            }
            [id, ..] => {
                let place = MEDIA_IDS.iter().position(|known| known == id);
                let hook = place.map_or(Hook::NONE, |place| self.hooks().media[place]);
                if let Some(call) = hook.function {
                    // SAFETY: as above.
                    unsafe { call(messenger, OTHER, packet.as_ptr(), length(packet), hook.data) };
                }
            }
            [] => {}
        }
    }

    /// The other one comes or goes.
    pub fn connect(&self, is_online: bool) {
        self.is_online.set(is_online);
        let hook = self.hooks().connection;
        if let Some(call) = hook.function {
            // SAFETY: as above.
            unsafe { call(self.messenger.cast(), OTHER, is_online.into(), hook.data) };
        }
    }

    pub fn is_locked(&self) -> bool {
        self.locks.get() != 0
    }

    pub fn is_hooked(&self) -> bool {
        let hooks = self.hooks();
        let media = hooks.media.iter().any(|hook| hook.function.is_some());
        media || hooks.signalling.function.is_some() || hooks.connection.function.is_some()
    }

    /// A copy: hooks may change hooks.
    fn hooks(&self) -> Messenger {
        // SAFETY: it lives as long as the Tox, and nobody else reads or writes meanwhile.
        unsafe { self.messenger.read() }
    }

    fn send(&self, friend: u32, packet: &[u8]) -> i32 {
        let mut sent = self.sent.borrow_mut();
        match friend {
            OTHER if !self.is_online.get() => FRIEND_NOT_CONNECTED,
            OTHER if sent.len() >= ROOM => QUEUE_FULL,
            OTHER => {
                sent.push_back(packet.to_vec());
                0
            }
            ABSENT => FRIEND_NOT_CONNECTED,
            _ => FRIEND_NOT_FOUND,
        }
    }
}

impl Drop for Tox {
    fn drop(&mut self) {
        // SAFETY: made by `new`, and given back once.
        drop(unsafe { Box::from_raw(self.messenger) });
    }
}

// What follows has libtoxcore's names and contracts; each Tox is one of the two above.

#[unsafe(no_mangle)]
unsafe extern "C" fn tox_friend_exists(_: *const Tox, friend: u32) -> bool {
    friend <= ABSENT
}

#[unsafe(no_mangle)]
unsafe extern "C" fn tox_friend_get_connection_status(
    tox: *const Tox,
    friend: u32,
    _: *mut i32,
) -> i32 {
    // SAFETY: by contract.
    i32::from(friend == OTHER && unsafe { &*tox }.is_online.get())
}

#[unsafe(no_mangle)]
unsafe extern "C" fn tox_friend_send_lossless_packet(
    tox: *mut Tox,
    friend: u32,
    data: *const u8,
    length: usize,
    error: *mut i32,
) -> bool {
    // SAFETY: by contract.
    let (tox, packet) = unsafe { (&*tox, std::slice::from_raw_parts(data, length)) };
    let code = tox.send(friend, packet);
    // SAFETY: ours always asks for the error.
    unsafe { error.write(code) };
    code == 0
}

#[unsafe(no_mangle)]
unsafe extern "C" fn tox_friend_send_lossy_packet(
    tox: *mut Tox,
    friend: u32,
    data: *const u8,
    length: usize,
    error: *mut i32,
) -> bool {
    // SAFETY: by contract.
    unsafe { tox_friend_send_lossless_packet(tox, friend, data, length, error) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn tox_lock(tox: *const Tox) {
    // SAFETY: by contract.
    let locks = unsafe { &(*tox).locks };
    locks.set(locks.get() + 1);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn tox_unlock(tox: *const Tox) {
    // SAFETY: by contract.
    let locks = unsafe { &(*tox).locks };
    locks.set(locks.get() - 1);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn m_callback_msi_packet(
    messenger: *mut Messenger,
    function: Option<MsiHook>,
    data: *mut c_void,
) {
    // SAFETY: by contract.
    unsafe { (*messenger).signalling = Hook { function, data } };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn m_callback_connectionstatus_internal_av(
    messenger: *mut Messenger,
    function: Option<ConnectionHook>,
    data: *mut c_void,
) {
    // SAFETY: by contract.
    unsafe { (*messenger).connection = Hook { function, data } };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn m_callback_rtp_packet(
    messenger: *mut Messenger,
    friend: u32,
    id: u8,
    function: Option<RtpHook>,
    data: *mut c_void,
) -> i32 {
    let place = MEDIA_IDS.iter().position(|known| *known == id);
    let (OTHER, Some(place)) = (friend, place) else {
        return -1;
    };
    // SAFETY: by contract.
    unsafe { (&mut (*messenger).media)[place] = Hook { function, data } };
    0
}
