//! One call over a WebSocket: bytes and time in, audio and bytes out. Sans-IO.
//!
//! The opening handshake is HTTP and happens elsewhere; a [`Session`] begins with the first byte
//! after it. What is said on the wire is described for clients in `docs/websocket.md`.
//!
//! | module | duty |
//! | --- | --- |
//! | [`socket`] | frames of RFC 6455, by tungstenite over memory instead of a socket |
//! | [`message`] | the JSON texts of both sides |
//! | [`picture`] | binary messages where pictures were agreed |
//! | [`refusal`] | what a client can do wrong, and the close code it gets |
//! | [`session`] | the order of it all, pings, deadlines |
//! | [`backlog`] | what waits for a slow reader |
#![forbid(unsafe_code)]

pub mod backlog;
pub mod message;
pub mod picture;
pub mod refusal;
pub mod session;
pub mod socket;

pub use backlog::{Backlog, Dropped, Overflow};
pub use message::{Format, VideoTerms};
pub use picture::{Picture, is_key_frame};
pub use refusal::{Refusal, RefusalKind};
pub use session::{Chunk, ChunkKind, Event, Limits, Session};
pub use tungstenite::Bytes;
