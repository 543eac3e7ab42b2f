use super::*;

const CERTIFICATE: &[u8] = include_bytes!("p224_certificate.der");
const SIGNATURE: &[u8] = include_bytes!("p224_signature.der");
const DATA: &[u8] = b"signed by a test";

fn verify(certificate: &[u8], data: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
    let (hash, algorithm) = (HashAlgorithm::SHA256, SignatureAlgorithm::ECDSA);
    Verifier.verify_signature(certificate, data, signature, hash, algorithm)
}

#[test]
fn a_signature_on_p224_is_verified() {
    verify(CERTIFICATE, DATA, SIGNATURE).unwrap();
}

#[test]
fn a_signature_of_something_else_is_not() {
    assert!(verify(CERTIFICATE, b"signed by nobody", SIGNATURE).is_err());
    let mut damaged = SIGNATURE.to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    assert!(verify(CERTIFICATE, DATA, &damaged).is_err());
    assert!(verify(CERTIFICATE, DATA, &[]).is_err());
    assert!(verify(&[1, 2, 3], DATA, SIGNATURE).is_err());
}

#[test]
fn an_unknown_hash_is_refused() {
    let (hash, algorithm) = (HashAlgorithm::MD5, SignatureAlgorithm::ECDSA);
    assert!(
        Verifier
            .verify_signature(CERTIFICATE, DATA, SIGNATURE, hash, algorithm)
            .is_err()
    );
}
