//! What libtoxcore offers to a `ToxAV`: friends, packets, its lock, and the hooks that only its own
//! objects have. Everything here is called with a Tox that lives as long as its `ToxAV`, as toxav.h
//! asks of programs.

use std::ffi::c_void;
use std::ptr;
use std::sync::OnceLock;
use std::time::Duration;

use jackfield_toxav::error::SendError;
use jackfield_toxav::network::{AUDIO_ID, BANDWIDTH_ID, Network, VIDEO_ID};

use crate::border::ToxAV;

/// `struct Tox`, whose first member is the pointer to its messenger.
#[repr(C)]
pub struct Tox {
    messenger: *mut c_void,
}

pub(crate) type MsiHook = unsafe extern "C" fn(*mut c_void, u32, *const u8, u16, *mut c_void);
pub(crate) type RtpHook =
    unsafe extern "C" fn(*mut c_void, u32, *const u8, u16, *mut c_void) -> i32;
type SendFn = unsafe extern "C" fn(*mut Tox, u32, *const u8, usize, *mut i32) -> bool;
pub(crate) type ConnectionHook = unsafe extern "C" fn(*mut c_void, u32, u8, *mut c_void);

unsafe extern "C" {
    fn tox_friend_exists(tox: *const Tox, friend: u32) -> bool;
    fn tox_friend_get_connection_status(tox: *const Tox, friend: u32, error: *mut i32) -> i32;
    fn tox_friend_send_lossless_packet(
        tox: *mut Tox,
        friend: u32,
        data: *const u8,
        length: usize,
        error: *mut i32,
    ) -> bool;
    fn tox_friend_send_lossy_packet(
        tox: *mut Tox,
        friend: u32,
        data: *const u8,
        length: usize,
        error: *mut i32,
    ) -> bool;
    fn tox_lock(tox: *const Tox);
    fn tox_unlock(tox: *const Tox);
    fn m_callback_msi_packet(messenger: *mut c_void, hook: Option<MsiHook>, data: *mut c_void);
    fn m_callback_rtp_packet(
        messenger: *mut c_void,
        friend: u32,
        id: u8,
        hook: Option<RtpHook>,
        data: *mut c_void,
    ) -> i32;
    fn m_callback_connectionstatus_internal_av(
        messenger: *mut c_void,
        hook: Option<ConnectionHook>,
        data: *mut c_void,
    );
}

/// What is called when something comes; with the handle of the `ToxAV`.
#[derive(Clone, Copy)]
pub(crate) struct Hooks {
    /// Packet 69, without its id.
    pub(crate) signalling: MsiHook,
    /// Packets 192, 193 and 196, with their id.
    pub(crate) media: RtpHook,
    /// A friend came or went.
    pub(crate) connection: ConnectionHook,
}

/// The packets of a call's media.
const MEDIA_IDS: [u8; 3] = [AUDIO_ID, VIDEO_ID, BANDWIDTH_ID];
/// Enough for any messenger; the part that is looked at is its own.
const SCRATCH_WORDS: usize = 8192;
const NOT_CONNECTED: i32 = 0;

/// A Tox and the handle of its `ToxAV`, which the hooks are called with.
#[derive(Clone, Copy)]
pub(crate) struct Core {
    tox: *mut Tox,
    av: *mut ToxAV,
    hooks: Hooks,
}

// SAFETY: libtoxcore is called from the threads that the program calls us from. It is the
// program that says by its header's rules, or by switching libtoxcore's lock on, that it may.
unsafe impl Send for Core {}
// SAFETY: as above; nothing of our own in it changes.
unsafe impl Sync for Core {}

impl Core {
    /// `tox` is not null.
    pub(crate) const fn new(tox: *mut Tox, av: *mut ToxAV, hooks: Hooks) -> Self {
        Self { tox, av, hooks }
    }

    pub(crate) const fn pointer(&self) -> *mut Tox {
        self.tox
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        ptr::eq(self.tox, other.tox)
    }

    /// Hold libtoxcore's own lock, if the program has switched it on: before any of ours, as it is
    /// held already when the hooks run. It is recursive.
    pub(crate) fn lock(&self) -> impl Drop {
        struct Unlock(*mut Tox);
        impl Drop for Unlock {
            fn drop(&mut self) {
                // SAFETY: the Tox lives, and this thread took the lock when the guard was made.
                unsafe { tox_unlock(self.0) };
            }
        }
        // SAFETY: the Tox lives.
        unsafe { tox_lock(self.tox) };
        Unlock(self.tox)
    }

    /// Whether some `ToxAV`, of whichever library, receives this Tox's signalling.
    pub(crate) fn is_hooked(&self) -> bool {
        // SAFETY: the offset is where the setter of these very objects stores the hook.
        msi_hook_offset(self.hooks.signalling).is_some_and(|offset| unsafe {
            !self
                .messenger()
                .cast::<*mut c_void>()
                .add(offset)
                .read()
                .is_null()
        })
    }

    /// From now on packets and changes of connections come here.
    pub(crate) fn hook(&self) {
        let data = self.av.cast::<c_void>();
        // SAFETY: the messenger lives as long as the Tox; the hooks stand the handle being killed.
        unsafe {
            m_callback_msi_packet(self.messenger(), Some(self.hooks.signalling), data);
            m_callback_connectionstatus_internal_av(
                self.messenger(),
                Some(self.hooks.connection),
                data,
            );
        }
    }

    /// No more: libtoxcore insists on it before it is killed.
    pub(crate) fn unhook(&self) {
        // SAFETY: as in `hook`.
        unsafe {
            m_callback_msi_packet(self.messenger(), None, ptr::null_mut());
            m_callback_connectionstatus_internal_av(self.messenger(), None, ptr::null_mut());
        }
    }

    fn send(&self, send: SendFn, friend: u32, packet: &[u8]) -> Result<(), SendError> {
        let mut error = 0;
        // SAFETY: the Tox lives, the packet is as long as said, the error is ours.
        unsafe {
            send(
                self.tox,
                friend,
                packet.as_ptr(),
                packet.len(),
                &raw mut error,
            )
        };
        sent(error)
    }

    fn messenger(&self) -> *mut c_void {
        // SAFETY: the Tox lives, and its first member is this pointer in all versions.
        unsafe { (*self.tox).messenger }
    }
}

impl Network for Core {
    fn send_lossless(&self, friend: u32, packet: &[u8]) -> Result<(), SendError> {
        self.send(tox_friend_send_lossless_packet, friend, packet)
    }

    fn send_lossy(&self, friend: u32, packet: &[u8]) -> Result<(), SendError> {
        self.send(tox_friend_send_lossy_packet, friend, packet)
    }

    fn knows(&self, friend: u32) -> bool {
        // SAFETY: the Tox lives.
        unsafe { tox_friend_exists(self.tox, friend) }
    }

    fn is_online(&self, friend: u32) -> bool {
        // SAFETY: the Tox lives; the error may be null.
        unsafe {
            tox_friend_get_connection_status(self.tox, friend, ptr::null_mut()) != NOT_CONNECTED
        }
    }

    fn cpu_time(&self) -> Duration {
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: the time is ours to write; the clock exists on every Linux.
        unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
    }

    fn receive_media(&self, friend: u32, receives: bool) {
        let hook: Option<RtpHook> = if receives {
            Some(self.hooks.media)
        } else {
            None
        };
        for id in MEDIA_IDS {
            // SAFETY: the messenger lives; it refuses friends that it does not know.
            unsafe { m_callback_rtp_packet(self.messenger(), friend, id, hook, self.av.cast()) };
        }
    }
}

/// What became of a packet, by libtoxcore's numbers.
fn sent(error: i32) -> Result<(), SendError> {
    match error {
        0 => Ok(()),
        2 => Err(SendError::FriendNotFound),
        3 => Err(SendError::FriendNotConnected),
        5 => Err(SendError::Empty),
        6 => Err(SendError::TooLong),
        7 => Err(SendError::QueueFull),
        _ => Err(SendError::Invalid),
    }
}

/// Where in a messenger, in pointers, its signalling hook is. There is no function that tells, but
/// the setter only stores: so it is given a piece of memory that shows where.
fn msi_hook_offset(any: MsiHook) -> Option<usize> {
    static OFFSET: OnceLock<Option<usize>> = OnceLock::new();
    *OFFSET.get_or_init(|| {
        let mut scratch = vec![0_usize; SCRATCH_WORDS];
        // SAFETY: the setter stores two pointers into a messenger, of which this has the size.
        unsafe {
            m_callback_msi_packet(scratch.as_mut_ptr().cast(), Some(any), ptr::null_mut());
        };
        scratch.iter().position(|&word| word != 0)
    })
}
