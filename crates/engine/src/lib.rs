//! Calls on threads: workers that carry packets, routes that say where they go, rings to the host
//! language.
//!
//! A [`Worker`] is a sans-IO machine: datagrams, bytes of streams, commands and time go in, datagrams
//! and bytes come out, and
//! what the host should know is left at its [`Hub`]. Two drivers turn it: [`Engine`] with threads,
//! sockets and the real clock, and [`VirtualEngine`] with a clock that only moves when told.
#![deny(unsafe_code)]

mod audio_path;
mod call;
mod call_directory;
mod calls;
mod command;
mod config;
mod decoding;
mod directory;
mod driver;
mod engine;
mod error;
mod forward;
mod held;
mod host;
mod hub;
mod ids;
mod line;
mod membership;
mod metrics;
mod mono;
mod pcm_path;
mod reception;
mod recorder;
mod resolver;
mod section;
mod span;
mod tape;
mod taps;
mod timers;
mod tls;
mod traffic;
mod video;
mod virtual_engine;
mod worker;

pub use command::{Command, Digits, Dismissal, Hears, Play, Recorded, Route};
pub use config::{EngineConfig, MessageConfig, RecordingConfig, WebSocketConfig};
pub use directory::{Directory, SessionStats};
pub use engine::Engine;
pub use error::EngineError;
pub use hub::{Doorbell, EventKind, Frames, Hub, Notice};
pub use ids::{CallId, RecordingId, RequestId, SessionId};
pub use jackfield_record::Format as RecordingFormat;
pub use metrics::Metrics;
pub use tls::{READY, TlsFront};
pub use traffic::{Incoming, Outgoing, StreamOutput};
pub use virtual_engine::VirtualEngine;
pub use worker::Worker;
