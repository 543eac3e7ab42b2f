//! The generated code is that of the .proto files. `scripts/proto.sh` runs this to write it.

use std::path::Path;

const FILES: [&str; 2] = ["jackfield/v1/events.proto", "jackfield/v1/mock.proto"];
/// Set by the script: write instead of compare.
const WRITE: &str = "JACKFIELD_WRITE_PROTO";

#[test]
fn the_generated_messages_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let messages = protox::compile(FILES, [root.join("../../proto")]).expect("valid .proto files");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    prost_build::Config::new()
        .out_dir(folder)
        .compile_fds(messages)
        .expect("code");
    let made = std::fs::read_to_string(folder.join("jackfield.v1.rs")).expect("generated");
    let kept = root.join("generated/jackfield.v1.rs");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&kept, &made).expect("written");
    }
    let kept = std::fs::read_to_string(&kept).expect("the committed file");
    assert!(made == kept, "run scripts/proto.sh");
}
