use super::*;

#[test]
fn both_codecs_open_and_close() {
    for codec in [Codec::Vp8, Codec::Vp9] {
        let mut settings = default_settings(codec).unwrap();
        (settings.g_w, settings.g_h) = (64, 48);
        let mut encoder = Context::encoder(codec, &settings).unwrap();
        encoder
            .set(ffi::vp8e_enc_control_id::VP8E_SET_CPUUSED, 5)
            .unwrap();
        let settings = ffi::vpx_codec_dec_cfg_t {
            threads: 1,
            w: 0,
            h: 0,
        };
        assert_eq!(Context::decoder(codec, &settings).unwrap().codec(), codec);
    }
}

#[test]
fn what_libvpx_refuses_is_an_error() {
    let mut settings = default_settings(Codec::Vp8).unwrap();
    settings.g_w = 0;
    assert!(Context::encoder(Codec::Vp8, &settings).is_err());
}
