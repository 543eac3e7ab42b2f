//! The generated code is that of the .proto files. `scripts/proto.sh` runs this to write it.

use std::path::Path;

/// Where they are, below `proto/`: the path is the package.
const PACKAGE: &str = "jackfield/v1";
/// Set by the script: write instead of compare.
const WRITE: &str = "JACKFIELD_WRITE_PROTO";

/// The .proto files, in an order that does not depend on the machine.
fn sources(proto: &Path) -> Vec<String> {
    let folder = std::fs::read_dir(proto.join(PACKAGE)).expect("proto/");
    let names = folder.map(|entry| entry.expect("an entry").file_name());
    let mut paths: Vec<String> = names
        .map(|name| format!("{PACKAGE}/{}", name.to_string_lossy()))
        .filter(|path| path.ends_with(".proto"))
        .collect();
    paths.sort();
    paths
}

#[test]
fn the_generated_messages_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let proto = root.join("../../proto");
    let messages = protox::compile(sources(&proto), [&proto]).expect("valid .proto files");
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
