//! Audio and video calls between Tox friends: signalling, RTP over Tox, rate control and codecs, as
//! machines that are given packets and time.
//!
//! Nothing here owns a socket, a clock or a thread, and nothing here names libtoxcore: packets go
//! through a trait. Only the facade has locks, so that a program's Tox, audio and video threads need
//! not wait for each other.
//!
//! | module | duty |
//! | --- | --- |
//! | [`msi`] | the messages of signalling: parsed, written |
//! | [`state`] | the life of one call, as a table: state × event → action |
//! | [`calls`] | the calls with all friends: what the table's actions mean |
//! | [`toxav`] | the facade: what a program calls and polls; `lanes` holds the media of a call, `interval` says when to iterate |
//! | [`network`] | what it needs of Tox, and the tests' own network implements |
//! | [`event`], [`error`], [`config`], [`counters`] | what a program is told, what can go wrong, what can be set, what was dropped |
//! | [`rtp`] | the 80-byte header, frames cut into packets and put together by byte ranges |
//! | [`bandwidth`] | packet 196: what came and what did not |
//! | [`audio`], [`video`] | senders and receivers |
//! | [`effects`] | what is done to audio and pictures on their way, if anything |
//! | [`rate`], [`metrics`] | adaptation, and how well a call goes |

#![forbid(unsafe_code)]

pub mod audio;
pub mod bandwidth;
pub mod calls;
pub mod config;
pub mod counters;
pub mod effects;
pub mod error;
pub mod event;
mod interval;
mod lanes;
pub mod metrics;
pub mod msi;
pub mod network;
pub mod rate;
pub mod rtp;
pub mod state;
pub mod toxav;
pub mod video;
