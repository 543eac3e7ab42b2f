//! TLS in front of a host's server: the host speaks plain text, its clients TLS.
//!
//! One thread has the connections of all clients. Each is joined with one end of a pair of sockets,
//! whose other end is the host's: it reads a request there, answers, or hands that end to a worker
//! as it would a client's own socket. So what a call says passes no event loop, whatever the host
//! does meanwhile.

mod connection;
mod front;
mod seats;
mod sockets;

use std::os::fd::{OwnedFd, RawFd};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::EngineError;
use connection::Connection;
use front::{Arrivals, spawn};
use seats::Seats;

pub use connection::READY;

/// The thread and its certificate.
#[derive(Debug)]
pub struct TlsFront {
    config: Mutex<Arc<ServerConfig>>,
    arrivals: Arc<Arrivals>,
    seats: Seats,
    thread: Option<JoinHandle<()>>,
}

impl TlsFront {
    /// Starts the thread, for at most `limit` clients at a time; certificate chain and key are PEM.
    pub fn new(certificate: &[u8], key: &[u8], limit: usize) -> Result<Self, EngineError> {
        let config = Mutex::new(server_config(certificate, key)?);
        let arrivals = Arc::new(Arrivals::new()?);
        let thread = Some(spawn(Arc::clone(&arrivals))?);
        Ok(Self {
            config,
            arrivals,
            seats: Seats::new(limit),
            thread,
        })
    }

    /// Shows another certificate to those who come from now on.
    pub fn load(&self, certificate: &[u8], key: &[u8]) -> Result<(), EngineError> {
        let config = server_config(certificate, key)?;
        *self.config.lock().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    /// Takes a client's connection: `descriptor` is duplicated, and may be closed then. What comes
    /// back is its plain side, which says [`READY`] once, after the handshake, and ends where that
    /// fails. To close it ends the connection, with all that was written before.
    pub fn take(&self, descriptor: RawFd) -> Result<OwnedFd, EngineError> {
        let seat = self.seats.take()?;
        let config = Arc::clone(&self.config.lock().unwrap_or_else(PoisonError::into_inner));
        let (connection, plain) = Connection::new(descriptor, config, seat)?;
        self.arrivals.send(connection);
        Ok(plain)
    }

    /// How many clients there are.
    pub fn count(&self) -> usize {
        self.seats.count()
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        self.arrivals.stop();
        if let Some(thread) = self.thread.take() {
            // It has nothing to say, and a panic of it was reported.
            let _ = thread.join();
        }
    }
}

fn server_config(certificate: &[u8], key: &[u8]) -> Result<Arc<ServerConfig>, EngineError> {
    let refused = |reason: String| EngineError::Config {
        field: "certificate",
        reason,
    };
    let chain: Vec<_> = CertificateDer::pem_slice_iter(certificate)
        .collect::<Result<_, _>>()
        .map_err(|error| refused(format!("{error:?}")))?;
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|_| refused("its key is of a kind that is not served".into()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| refused(error.to_string()))?;
    Ok(Arc::new(config))
}
