//! The corpora of the fuzz targets, as plain tests. What each must hold is said where it is checked.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "shared with the fuzz crate, where checks panic and are public"
)]

#[path = "../../../fuzz/src/websocket/mod.rs"]
mod checks;
#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;

use corpus::replay;

#[test]
fn websocket_messages_hold() {
    replay("websocket_message", checks::websocket_message);
}

#[test]
fn websocket_streams_hold() {
    replay("websocket_stream", checks::websocket_stream);
}

#[test]
fn websocket_sessions_hold() {
    replay("websocket_session", checks::websocket_session);
}
