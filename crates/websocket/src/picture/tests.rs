use proptest::prelude::*;

use super::*;

fn refused(message: &'static [u8]) -> String {
    read(&Bytes::from_static(message)).unwrap_err().detail
}

#[test]
fn a_frame_is_read_as_it_was_written() {
    let message = Bytes::from(write(0x0102_0304, &[0x10, 0xaa]));
    assert_eq!(&message[..8], [1, 0, 0, 0, 4, 3, 2, 1]);
    let expected = Picture {
        time: 0x0102_0304,
        frame: Bytes::from_static(&[0x10, 0xaa]),
    };
    assert_eq!(read(&message), Ok(Tagged::Picture(expected)));
}

#[test]
fn audio_is_what_comes_after_its_header() {
    let message = Bytes::from([&audio_header()[..], &[1, 2]].concat());
    let audio = Bytes::from_static(&[1, 2]);
    assert_eq!(read(&message), Ok(Tagged::Audio(audio)));
}

#[test]
fn what_is_wrong_is_named() {
    assert!(refused(&[1, 0]).starts_with("binary: 2 bytes"));
    assert!(refused(&[1, 0, 0, 0, 0, 0, 0, 0]).starts_with("picture:"));
    assert!(refused(&[9, 0, 0, 0, 0, 0, 0, 0, 1]).starts_with("binary: kind 9"));
}

#[test]
fn a_key_frame_is_told_by_its_first_bit() {
    assert!(is_key_frame(&[0x10, 2]));
    assert!(!is_key_frame(&[0x11, 2]));
    assert!(!is_key_frame(&[]));
}

proptest! {
    #[test]
    fn any_message_is_read_or_refused(message in proptest::collection::vec(any::<u8>(), 0..64)) {
        if let Err(refusal) = read(&Bytes::from(message)) {
            prop_assert_eq!(refusal.kind, RefusalKind::Malformed);
        }
    }
}
