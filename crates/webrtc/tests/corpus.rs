//! The corpora of the fuzz targets, as plain tests. What each must hold is said where it is checked.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "shared with the fuzz crate, where checks panic and are public"
)]

#[path = "../../../fuzz/src/webrtc/mod.rs"]
mod checks;
#[path = "../../../fuzz/src/corpus.rs"]
mod corpus;

use std::collections::BTreeSet;
use std::path::Path;

use corpus::replay;

#[test]
fn sdp_offers_hold() {
    replay("sdp_offer", checks::sdp_offer);
}

#[test]
fn sdp_fragments_hold() {
    replay("sdp_fragment", checks::sdp_fragment);
}

#[test]
fn stun_messages_hold() {
    replay("stun", checks::stun);
}

#[test]
fn sessions_hold() {
    replay("session", checks::session);
}

#[test]
fn each_target_has_a_corpus_and_each_corpus_is_replayed() {
    let targets = names_in("fuzz/fuzz_targets");
    assert_eq!(targets, names_in("fuzz/corpus"));
    let replaying: String = [
        "crates/engine/src/driver/framing/tests.rs",
        "crates/libtoxav/tests/corpus.rs",
        "crates/media/tests/corpus.rs",
        "crates/toxav/tests/corpus.rs",
        "crates/webrtc/tests/corpus.rs",
        "crates/websocket/tests/corpus.rs",
    ]
    .map(|path| std::fs::read_to_string(in_tree(path)).expect("a test"))
    .concat();
    for target in targets {
        assert!(
            replaying.contains(&format!("replay(\"{target}\"")),
            "{target}"
        );
    }
}

/// The files or folders of a folder, without the ends of their names.
fn names_in(folder: &str) -> BTreeSet<String> {
    std::fs::read_dir(in_tree(folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect()
}

fn in_tree(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}
