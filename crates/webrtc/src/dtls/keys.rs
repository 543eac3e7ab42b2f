//! The private key that all sessions sign with, read once.
//!
//! The library reads it twice for a handshake, and whoever reads a key checks that its two halves
//! belong together: as much work as to sign.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use dimpl::crypto::{Buf, HashAlgorithm, KeyProvider, SignatureAlgorithm, SigningKey};
use dimpl::{CryptoError, CryptoOperation};

/// Keeps the first key it is asked for: a process has one certificate, but for tests.
#[derive(Debug)]
pub(super) struct Keys {
    first: OnceLock<Option<Known>>,
}

/// What a key is known by, and the key.
#[derive(Debug)]
struct Known {
    der: Vec<u8>,
    pair: Arc<EcdsaKeyPair>,
}

impl Keys {
    pub(super) const fn new() -> Self {
        Self {
            first: OnceLock::new(),
        }
    }

    fn find(&self, der: &[u8]) -> Option<Arc<EcdsaKeyPair>> {
        let first = self.first.get_or_init(|| Known::read(der));
        let known = first.as_ref().filter(|known| known.der == der)?;
        Some(Arc::clone(&known.pair))
    }
}

impl Known {
    /// None for what is not of the kind that we make.
    fn read(der: &[u8]) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der).ok()?;
        Some(Self {
            der: der.to_owned(),
            pair: Arc::new(pair),
        })
    }
}

impl KeyProvider for Keys {
    fn load_private_key(&self, der: &[u8]) -> Result<Box<dyn SigningKey>, CryptoError> {
        match self.find(der) {
            Some(pair) => Ok(Box::new(Shared(pair))),
            None => dimpl::crypto::aws_lc_rs::default_provider()
                .key_provider
                .load_private_key(der),
        }
    }
}

#[derive(Debug)]
struct Shared(Arc<EcdsaKeyPair>);

impl SigningKey for Shared {
    fn sign(
        &mut self,
        data: &[u8],
        hash: HashAlgorithm,
        signature: &mut Buf,
    ) -> Result<(), CryptoError> {
        if hash != self.hash_algorithm() {
            return Err(CryptoError::SigningKeyHashMismatch {
                key_hash: self.hash_algorithm(),
                requested: hash,
            });
        }
        let signed = self
            .0
            .sign(&SystemRandom::new(), data)
            .map_err(|_| CryptoError::OperationFailed(CryptoOperation::Sign))?;
        signature.clear();
        signature.extend_from_slice(signed.as_ref());
        Ok(())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }

    fn hash_algorithm(&self) -> HashAlgorithm {
        HashAlgorithm::SHA256
    }

    fn supported_hash_algorithms(&self) -> &[HashAlgorithm] {
        &[HashAlgorithm::SHA256]
    }
}

#[cfg(test)]
mod tests;
