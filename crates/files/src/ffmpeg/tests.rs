use super::*;

fn data(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/data")
        .join(name)
}

fn open(name: &str) -> Ffmpeg {
    let opened = Ffmpeg::open(&data(name)).expect("started");
    opened.expect("ffmpeg, as scripts/tools.sh asks for")
}

#[test]
fn a_file_is_read_to_its_end() {
    let mut ffmpeg = open("speech/weather.wav");
    let mut pcm = Vec::new();
    while ffmpeg.step(&mut pcm).expect("audio") {}
    assert_eq!(pcm.len(), 44_822 * 2 * CHANNELS);
}

#[test]
fn what_it_cannot_decode_is_said_in_its_words() {
    let mut ffmpeg = open("files/README.md");
    let mut pcm = Vec::new();
    let reason = loop {
        match ffmpeg.step(&mut pcm) {
            Ok(true) => {}
            Ok(false) => panic!("a text is no audio"),
            Err(reason) => break reason,
        }
    };
    assert_eq!(
        reason,
        "ffmpeg cannot decode it: Invalid data found when processing input"
    );
}

#[test]
fn no_process_outlives_its_reader() {
    let ffmpeg = open("speech/jfk.wav");
    let process = std::path::PathBuf::from(format!("/proc/{}", ffmpeg.child.id()));
    assert!(process.exists());
    drop(ffmpeg);
    assert!(!process.exists());
}

#[test]
fn the_last_words_leave_out_where_they_come_from() {
    let complaint = "[mp3 @ 0x5] Header missing\nfile:a: b.mp3: Invalid data\n\n";
    assert_eq!(last_words(complaint), "Invalid data");
    assert_eq!(last_words(""), "");
}
