use super::*;

#[test]
fn what_breaks_the_peers_bytes_is_the_peers_fault() {
    let error = check_remote(Codec::Vp8, ffi::VPX_CODEC_CORRUPT_FRAME).unwrap_err();
    assert!(error.is_remote());
    assert_eq!(error.to_string(), "malformed VP8 frame: corrupt");
}

#[test]
fn what_breaks_libvpx_is_not_the_peers_fault() {
    for error in [
        check(Codec::Vp9, ffi::VPX_CODEC_INVALID_PARAM).unwrap_err(),
        check_remote(Codec::Vp9, ffi::VPX_CODEC_MEM_ERROR).unwrap_err(),
    ] {
        assert!(!error.is_remote(), "{error}");
    }
    let error = check(Codec::Vp9, ffi::VPX_CODEC_MEM_ERROR).unwrap_err();
    assert_eq!(error.to_string(), "vp9: out of memory (2)");
}
