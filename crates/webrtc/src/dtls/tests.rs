use super::*;

#[test]
fn the_configuration_is_built_once() {
    let first = SHARED.config(Some(1200)).unwrap();
    let second = SHARED.config(Some(1200)).unwrap();
    assert!(Arc::ptr_eq(&first, &second));
}

#[test]
fn a_certificate_can_be_made() {
    let certificate = crypto_provider()
        .dtls_provider
        .generate_certificate()
        .unwrap();
    assert!(!certificate.certificate.is_empty());
}
