//! Runs a target's corpus without cargo-fuzz; the crates' tests include this by path.

use std::panic::catch_unwind;
use std::path::Path;

/// Puts every file of a target's corpus through what the target checks.
pub fn replay(target: &str, check: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut files: Vec<_> = std::fs::read_dir(corpus.join(target))
        .expect("the target has a corpus")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{target} has no seeds");
    for file in files {
        let data = std::fs::read(&file).expect("a file");
        let held = catch_unwind(|| check(&data)).is_ok();
        assert!(held, "{} breaks what {target} promises", file.display());
    }
}
