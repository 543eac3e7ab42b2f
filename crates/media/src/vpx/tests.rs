use super::*;

#[test]
fn what_breaks_the_peers_bytes_is_the_peers_fault() {
    let error = check_remote(Codec::Vp8, ffi::VPX_CODEC_CORRUPT_FRAME).unwrap_err();
    assert!(error.is_remote());
    assert_eq!(error.to_string(), "malformed VP8 frame: corrupt");
}

#[test]
fn what_breaks_libvpx_is_not_the_peers_fault() {
    let error = check(Codec::Vp9, ffi::VPX_CODEC_MEM_ERROR).unwrap_err();
    assert!(!error.is_remote());
    assert_eq!(error.to_string(), "vp9: out of memory (2)");
}

#[test]
fn a_frame_that_wants_too_much_memory_is_the_peers_fault() {
    assert!(check_remote(Codec::Vp9, ffi::VPX_CODEC_MEM_ERROR).is_err_and(|e| e.is_remote()));
}
