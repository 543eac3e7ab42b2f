//! What libtoxcore calls, within `tox_iterate`.

use std::ffi::c_void;

use crate::border::{ToxAV, slice};
use crate::instance::now;
use crate::registry::with;
use crate::tox::Hooks;

/// All of them.
pub(crate) const HOOKS: Hooks = Hooks {
    signalling: on_signalling,
    media: on_media,
    connection: on_connection,
};

/// Packet 69, without its id.
unsafe extern "C" fn on_signalling(
    _: *mut c_void,
    friend: u32,
    data: *const u8,
    length: u16,
    av: *mut c_void,
) {
    with(av.cast::<ToxAV>(), (), |instance| {
        // SAFETY: libtoxcore hands over this many bytes, until we return.
        let packet = unsafe { slice(data, usize::from(length)) };
        instance.engine().handle_lossless(now(), friend, packet);
        instance.keep_time(now());
        instance.deliver_events();
    });
}

/// Packets 192, 193 and 196, with their id.
unsafe extern "C" fn on_media(
    _: *mut c_void,
    friend: u32,
    data: *const u8,
    length: u16,
    av: *mut c_void,
) -> i32 {
    with(av.cast::<ToxAV>(), (), |instance| {
        // SAFETY: libtoxcore hands over this many bytes, until we return.
        let packet = unsafe { slice(data, usize::from(length)) };
        instance.engine().handle_lossy(now(), friend, packet);
        instance.keep_time(now());
        instance.deliver_events();
    });
    0
}

/// A friend came or went.
unsafe extern "C" fn on_connection(_: *mut c_void, friend: u32, online: u8, av: *mut c_void) {
    with(av.cast::<ToxAV>(), (), |instance| {
        instance
            .engine()
            .handle_connection(now(), friend, online != 0);
        instance.deliver_events();
    });
}
