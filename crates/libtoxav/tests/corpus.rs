//! The corpus of the fuzz target, as a plain test. What must hold is said where it is checked.
#![allow(
    unsafe_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "shared with the fuzz crate, where checks panic and are public; and it calls as C does"
)]

#[path = "../../../fuzz/src/libtoxav/mod.rs"]
mod checks;
#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;

use corpus::replay;

#[test]
fn functions_hold() {
    replay("toxav_functions", checks::toxav_functions);
}
