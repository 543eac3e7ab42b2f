//! Writes the binary seeds: `cargo run --manifest-path fuzz/Cargo.toml --example seeds`.
//!
//! Each is what our own encoders make, or a script of a target in its own layout, so that a target
//! starts deep inside the formats instead of at their first check. Texts are files of their own.

mod bytes;
mod libtoxav;
mod media;
mod opus;
mod webrtc;
mod websocket;

use std::path::Path;

/// Folder, file, contents.
type Seed = (&'static str, &'static str, Vec<u8>);

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let seeds = [
        libtoxav::seeds(),
        media::seeds(),
        webrtc::seeds(),
        websocket::seeds(),
    ]
    .concat();
    for (target, name, contents) in seeds {
        let folder = corpus.join(target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(name), contents)?;
    }
    Ok(())
}
