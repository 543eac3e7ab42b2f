#![allow(unsafe_code, reason = "asks libopus what it makes of the same bytes")]

use std::ptr::null_mut;

use jackfield_media::opus::{Packet, RTP_CLOCK_RATE};
use opusic_sys as ffi;

/// The inspector takes the packets that libopus takes, and says of them what libopus says.
pub fn opus_packet(data: &[u8]) {
    let ours = Packet::parse(data).ok().map(|packet| Said {
        frames: packet.frame_count(),
        samples: packet.samples(),
        is_stereo: packet.toc().is_stereo(),
        has_fec: packet.has_fec(),
    });
    assert_eq!(ours, ask_libopus(data));
}

#[derive(Debug, PartialEq)]
struct Said {
    frames: usize,
    samples: u32,
    is_stereo: bool,
    has_fec: bool,
}

fn ask_libopus(data: &[u8]) -> Option<Said> {
    let len = i32::try_from(data.len()).expect("a packet");
    if len == 0 {
        return None;
    }
    let rate = RTP_CLOCK_RATE.cast_signed();
    let mut sizes = [0_i16; 48];
    // SAFETY: `data` has `len` > 0 bytes; `sizes` has room for the 48 frames of the longest packet,
    // and the other outputs may be null.
    let (frames, samples, channels, fec) = unsafe {
        (
            ffi::opus_packet_parse(
                data.as_ptr(),
                len,
                null_mut(),
                null_mut(),
                sizes.as_mut_ptr(),
                null_mut(),
            ),
            ffi::opus_packet_get_nb_samples(data.as_ptr(), len, rate),
            ffi::opus_packet_get_nb_channels(data.as_ptr()),
            ffi::opus_packet_has_lbrr(data.as_ptr(), len),
        )
    };
    Some(Said {
        frames: usize::try_from(frames).ok()?,
        samples: u32::try_from(samples).ok()?,
        is_stereo: channels == 2,
        has_fec: fec == 1,
    })
}
