use super::*;

const DATA: &[u8] = b"signed by a test";

fn certificate() -> dimpl::DtlsCertificate {
    dimpl::certificate::generate_self_signed_certificate().unwrap()
}

/// Whether what this key signs is the certificate's.
fn signs_for(keys: &Keys, certificate: &dimpl::DtlsCertificate) -> bool {
    let mut key = keys.load_private_key(&certificate.private_key).unwrap();
    let mut signature = Buf::new();
    let (hash, algorithm) = (key.hash_algorithm(), key.algorithm());
    key.sign(DATA, hash, &mut signature).unwrap();
    let verifier = dimpl::crypto::aws_lc_rs::default_provider().signature_verification;
    verifier
        .verify_signature(&certificate.certificate, DATA, &signature, hash, algorithm)
        .is_ok()
}

#[test]
fn a_key_is_read_once_and_signs_again_and_again() {
    let (keys, certificate) = (Keys::new(), certificate());
    assert!(signs_for(&keys, &certificate));
    assert!(signs_for(&keys, &certificate));
    let der = &certificate.private_key;
    assert!(Arc::ptr_eq(
        &keys.find(der).unwrap(),
        &keys.find(der).unwrap()
    ));
}

#[test]
fn another_key_is_not_taken_for_the_first() {
    let (keys, first, second) = (Keys::new(), certificate(), certificate());
    assert!(signs_for(&keys, &first));
    assert!(signs_for(&keys, &second));
}

#[test]
fn what_is_no_key_is_refused_before_and_after_one_that_is() {
    let keys = Keys::new();
    assert!(keys.load_private_key(b"no key").is_err());
    assert!(signs_for(&keys, &certificate()));
    assert!(keys.load_private_key(b"no key").is_err());
}

#[test]
fn a_hash_that_the_key_was_not_made_for_is_refused() {
    let (keys, certificate) = (Keys::new(), certificate());
    let mut key = keys.load_private_key(&certificate.private_key).unwrap();
    let hash = HashAlgorithm::SHA384;
    assert!(!key.supported_hash_algorithms().contains(&hash));
    assert!(key.sign(DATA, hash, &mut Buf::new()).is_err());
}
