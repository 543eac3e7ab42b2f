//! Codecs, RTP and audio processing as sans-IO machines: bytes, samples and time in; bytes, samples
//! and the next deadline out.
//!
//! Nothing here owns a socket, a clock, a thread or a lock, so whole calls run in virtual time, from
//! a seed, faster than real time. What happens once per packet or frame allocates nothing after
//! set-up.
//!
//! | module | duty |
//! | --- | --- |
//! | [`time`] | the clock reading every machine is given |
//! | [`rtp`] | RTP packets, unwrapped counters, one outgoing stream from changing incoming ones |
//! | [`opus`] | Opus encoder, decoder and a packet inspector that decodes nothing |
//! | [`jitter`] | packets in order, the time to play them, the delay that takes |
//! | [`receiver`] | jitter buffer, decoder, repair: packets in, 20 ms frames out |
//! | [`red`] | redundant audio, RFC 2198 |
//! | [`sender`] | play-out queue, 20 ms clock, encoder |
//! | [`pcm`] | audio over a reliable stream: bursts smoothed out, play-out at any rate |
//! | [`g711`] | telephone audio |
//! | [`resample`] | sample rates and channels |
//! | [`level`] | how loud audio is |
//! | [`mixer`] | many voices heard together, who speaks, who leads |
//! | `video` | pictures (feature `video`) |
//! | `vpx` | VP8 and VP9 (feature `video`) |
//! | `processor` | pictures scaled, filtered and encoded, and back (feature `video`) |
//! | `effects` | gain, automatic gain, noise suppression, echo cancellation, chains of them (feature `effects`) |
//! | [`error`] | what can go wrong, and whose fault it is |

pub mod dtmf;
#[cfg(feature = "effects")]
pub mod effects;
pub mod error;
pub mod g711;
pub mod jitter;
pub mod level;
pub mod mixer;
pub mod opus;
pub mod pcm;
#[cfg(feature = "video")]
pub mod processor;
pub mod receiver;
pub mod red;
pub mod resample;
pub mod rtp;
pub mod sender;
pub mod time;
#[cfg(feature = "video")]
pub mod video;
#[cfg(feature = "video")]
pub mod vpx;

pub use error::MediaError;
