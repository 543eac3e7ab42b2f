//! The corpora of the fuzz targets, as plain tests. What each must hold is said where it is checked.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "shared with the fuzz crate, where checks panic and are public"
)]

#[path = "../../../fuzz/src/toxav/mod.rs"]
mod checks;
#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;

use corpus::replay;

#[test]
fn tox_media_hold() {
    replay("tox_media", checks::tox_media);
}

#[test]
fn tox_messages_hold() {
    replay("tox_message", checks::tox_message);
}
