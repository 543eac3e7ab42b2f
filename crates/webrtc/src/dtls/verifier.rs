//! Signatures of peers whose certificate is on the curve P-224.
//!
//! `GnuTLS`, which Debian builds `FFmpeg` with, makes such a certificate for its WHIP muxer; the
//! library knows P-256 and P-384 only. The certificate itself is known by its fingerprint, as
//! every one of WebRTC is (RFC 8122), so nothing else rests on the weaker curve.

use dimpl::CryptoError;
use dimpl::crypto::{HashAlgorithm, NamedGroup, SignatureAlgorithm, SignatureVerifier};
use p224::ecdsa::signature::hazmat::PrehashVerifier;
use p224::ecdsa::{Signature, VerifyingKey};
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;

/// Its number in TLS (RFC 8422 §5.1.1).
const SECP224R1_GROUP: u16 = 21;
const SECP224R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.33");

/// Verifies P-224 besides what the library does.
pub(super) static VERIFIER: Verifier = Verifier;

#[derive(Debug)]
pub(super) struct Verifier;

impl SignatureVerifier for Verifier {
    fn verify_signature(
        &self,
        certificate: &[u8],
        data: &[u8],
        signature: &[u8],
        hash: HashAlgorithm,
        algorithm: SignatureAlgorithm,
    ) -> Result<(), CryptoError> {
        let known = dimpl::crypto::aws_lc_rs::default_provider().signature_verification;
        match known.verify_signature(certificate, data, signature, hash, algorithm) {
            Err(CryptoError::UnsupportedEcCurve) => verify_p224(certificate, data, signature, hash),
            result => result,
        }
    }
}

fn verify_p224(
    certificate: &[u8],
    data: &[u8],
    signature: &[u8],
    hash: HashAlgorithm,
) -> Result<(), CryptoError> {
    let certificate =
        Certificate::from_der(certificate).map_err(|_| CryptoError::CertificateParseFailed)?;
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let curve: Option<ObjectIdentifier> = key
        .algorithm
        .parameters
        .as_ref()
        .and_then(|curve| curve.decode_as().ok());
    if curve != Some(SECP224R1) {
        return Err(CryptoError::UnsupportedEcCurve);
    }
    let point = key.subject_public_key.as_bytes().unwrap_or_default();
    let key =
        VerifyingKey::from_sec1_bytes(point).map_err(|_| CryptoError::InvalidSubjectPublicKey)?;
    let failed = |_| CryptoError::SignatureVerificationFailed {
        signature: SignatureAlgorithm::ECDSA,
        hash,
        group: NamedGroup::from_u16(SECP224R1_GROUP),
    };
    let signature = Signature::from_der(signature).map_err(failed)?;
    key.verify_prehash(&digest(data, hash)?, &signature)
        .map_err(failed)
}

fn digest(data: &[u8], hash: HashAlgorithm) -> Result<Vec<u8>, CryptoError> {
    match hash {
        HashAlgorithm::SHA224 => Ok(Sha224::digest(data).to_vec()),
        HashAlgorithm::SHA256 => Ok(Sha256::digest(data).to_vec()),
        HashAlgorithm::SHA384 => Ok(Sha384::digest(data).to_vec()),
        HashAlgorithm::SHA512 => Ok(Sha512::digest(data).to_vec()),
        _ => Err(CryptoError::UnsupportedEcCurve),
    }
}

#[cfg(test)]
mod tests;
