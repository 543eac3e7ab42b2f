//! DTLS instances that share one checked configuration.
//!
//! The library's own provider builds a configuration for every session, and each build tests the
//! whole crypto back-end (signatures and key exchanges on two curves): measured as half a
//! millisecond of the two that a session's set-up costs. The result never changes, so here it is
//! built once.

mod guard;
mod keys;
mod verifier;

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use str0m::crypto::dtls::{
    DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, DtlsVersion, ProtocolVersion,
};
use str0m::crypto::{CryptoError, CryptoProvider};

use guard::Guard;
use keys::Keys;

/// The default back-end with DTLS from here.
pub(crate) fn crypto_provider() -> CryptoProvider {
    CryptoProvider {
        dtls_provider: &SHARED,
        ..str0m::crypto::from_feature_flags()
    }
}

static SHARED: SharedConfig = SharedConfig {
    config: OnceLock::new(),
};

static KEYS: Keys = Keys::new();

/// The library's crypto, with keys that are read once and signatures that it does not know.
fn back_end() -> dimpl::crypto::CryptoProvider {
    dimpl::crypto::CryptoProvider {
        key_provider: &KEYS,
        signature_verification: &verifier::VERIFIER,
        ..dimpl::crypto::aws_lc_rs::default_provider()
    }
}

/// Makes every instance with the configuration of the first: all sessions have one MTU.
#[derive(Debug)]
struct SharedConfig {
    config: OnceLock<Result<Arc<dimpl::Config>, String>>,
}

impl SharedConfig {
    fn config(&self, mtu: Option<usize>) -> Result<Arc<dimpl::Config>, CryptoError> {
        let build = || {
            // ICE has proved that the peer answers at its address: a cookie proves nothing more.
            let mut builder = dimpl::Config::builder()
                .use_server_cookie(false)
                .with_crypto_provider(back_end());
            if let Some(mtu) = mtu {
                builder = builder.mtu(mtu);
            }
            builder
                .build()
                .map(Arc::new)
                .map_err(|error| error.to_string())
        };
        self.config
            .get_or_init(build)
            .clone()
            .map_err(CryptoError::Other)
    }
}

impl DtlsProvider for SharedConfig {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        str0m::crypto::from_feature_flags()
            .dtls_provider
            .generate_certificate()
    }

    fn new_dtls(
        &self,
        certificate: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        let config = self.config(mtu)?;
        let certificate = certificate.clone();
        let dtls = match version {
            DtlsVersion::Dtls12 => dimpl::Dtls::new_12(config, certificate, now),
            DtlsVersion::Dtls13 => dimpl::Dtls::new_13(config, certificate, now),
            _ => dimpl::Dtls::new_auto(config, certificate, now),
        };
        Ok(Box::new(Instance {
            dtls,
            guard: Guard::default(),
        }))
    }
}

/// One handshake and its records.
struct Instance {
    dtls: dimpl::Dtls,
    guard: Guard,
}

impl std::fmt::Debug for Instance {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Instance(…)")
    }
}

impl DtlsInstance for Instance {
    fn set_active(&mut self, active: bool) {
        self.dtls.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.dtls.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        match self.dtls.poll_output(buffer) {
            // An SCTP packet of no bytes is passed over.
            DtlsOutput::ApplicationData(packet) if !self.guard.takes(packet) => {
                DtlsOutput::ApplicationData(&[])
            }
            output => output,
        }
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.dtls.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<usize, DtlsImplError> {
        self.dtls.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.dtls.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.dtls.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.dtls.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.dtls.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.dtls.close()
    }
}

#[cfg(test)]
mod tests;
