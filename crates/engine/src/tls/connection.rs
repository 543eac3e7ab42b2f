//! One client: TLS on its socket, plain text on the pair that joins it with the host.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection};

use super::seats::Seat;
use super::sockets::{self, is_transient};
use crate::EngineError;

/// What the plain side says first: the handshake is over.
pub const READY: u8 = 1;

/// Taken at once from either side; what TLS puts into one record.
const CHUNK: usize = 16 * 1024;
/// Chunks per turn and client, so that none starves the others.
const STEPS: usize = 16;

/// A client and its host, and what is on its way between them: a chunk each way at most.
#[derive(Debug)]
pub(super) struct Connection {
    client: TcpStream,
    host: UnixStream,
    tls: ServerConnection,
    /// Deciphered, on its way to the host.
    inward: Inward,
    /// The host was told of the end of the handshake.
    is_told: bool,
    /// Nothing more comes from this side, and the other was told so.
    client_end: End,
    host_end: End,
    /// The host has closed its end altogether.
    host_gone: bool,
    _seat: Seat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    Ended,
    Told,
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// One of the sockets has to be ready first.
    Waits,
    /// There is more to do at once.
    More,
    /// The connection is over.
    Over,
}

#[derive(Debug, Default)]
struct Inward {
    bytes: Vec<u8>,
    written: usize,
}

impl Connection {
    /// Joins a client's socket with one end of a pair; the other is the host's.
    pub(super) fn new(
        descriptor: RawFd,
        config: Arc<ServerConfig>,
        seat: Seat,
    ) -> Result<(Self, OwnedFd), EngineError> {
        let failed = |source| EngineError::System {
            what: "the client's socket",
            source,
        };
        let client = sockets::client(descriptor).map_err(failed)?;
        let (host, plain) = sockets::pair().map_err(failed)?;
        let tls = ServerConnection::new(config).map_err(|error| failed(io::Error::other(error)))?;
        let connection = Self {
            client,
            host,
            tls,
            inward: Inward::default(),
            is_told: false,
            client_end: End::Open,
            host_end: End::Open,
            host_gone: false,
            _seat: seat,
        };
        Ok((connection, plain))
    }

    /// The client's socket and our end of the host's.
    pub(super) fn sockets(&self) -> [BorrowedFd<'_>; 2] {
        [self.client.as_fd(), self.host.as_fd()]
    }

    /// Whether its next step may be a costly one.
    pub(super) fn is_shaking_hands(&self) -> bool {
        self.tls.is_handshaking()
    }

    /// Whether the host has nothing more to say to the client.
    pub(super) fn is_leaving(&self) -> bool {
        self.host_end != End::Open
    }

    /// The host has closed its end.
    pub(super) fn note_host_gone(&mut self) {
        self.host_gone = true;
    }

    /// Moves what can be moved.
    pub(super) fn turn(&mut self) -> Turn {
        for _ in 0..STEPS {
            match self.step() {
                Ok(true) => {}
                Ok(false) if self.is_over() => return Turn::Over,
                Ok(false) => return Turn::Waits,
                Err(_) => return Turn::Over,
            }
        }
        Turn::More
    }

    fn step(&mut self) -> io::Result<bool> {
        let sent = self.send_to_client()?;
        let taken = self.take_from_host()?;
        let read = self.read_from_client()?;
        let told = self.tell_host()?;
        Ok(sent || taken || read || told)
    }

    /// Nothing is left to be done for either side.
    fn is_over(&self) -> bool {
        let is_deserted = self.host_gone && self.tls.is_handshaking();
        let is_done = self.host_end == End::Told && !self.tls.wants_write();
        is_deserted || is_done && (self.host_gone || self.client_end == End::Told)
    }

    fn send_to_client(&mut self) -> io::Result<bool> {
        if self.tls.wants_write() {
            return moved(self.tls.write_tls(&mut self.client)).map(|count| count.is_some());
        }
        if self.host_end == End::Ended {
            self.host_end = End::Told;
            // It may have gone.
            let _ = self.client.shutdown(Shutdown::Write);
            return Ok(true);
        }
        Ok(false)
    }

    /// One chunk at a time: what the client does not take, the host is not asked for.
    fn take_from_host(&mut self) -> io::Result<bool> {
        if self.host_end != End::Open || (self.tls.wants_write() && !self.tls.is_handshaking()) {
            return Ok(false);
        }
        let mut chunk = [0; CHUNK];
        let count = match self.host.read(&mut chunk) {
            // It has closed without reading all.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => 0,
            result => match moved(result)? {
                Some(count) => count,
                None => return Ok(false),
            },
        };
        if count == 0 {
            if self.tls.is_handshaking() {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            self.host_end = End::Ended;
            self.tls.send_close_notify();
        } else {
            let said = chunk.get(..count).unwrap_or_default();
            self.tls.writer().write_all(said)?;
        }
        Ok(true)
    }

    fn read_from_client(&mut self) -> io::Result<bool> {
        if self.client_end != End::Open || !self.inward.is_empty() || !self.tls.wants_read() {
            return Ok(false);
        }
        let Some(count) = moved(self.tls.read_tls(&mut self.client))? else {
            return Ok(false);
        };
        if count == 0 && self.tls.is_handshaking() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Err(error) = self.tls.process_new_packets() {
            // An alert that says why, if there is room for it.
            let _ = self.tls.write_tls(&mut self.client);
            return Err(io::Error::other(error));
        }
        Ok(true)
    }

    fn tell_host(&mut self) -> io::Result<bool> {
        if self.inward.is_empty() {
            self.decipher()?;
        }
        if !self.inward.is_empty() {
            return match self.host.write(self.inward.rest()) {
                Ok(count) => {
                    self.inward.advance(count);
                    Ok(true)
                }
                Err(error) if is_transient(&error) => Ok(false),
                Err(_) => {
                    self.ignore_client();
                    Ok(true)
                }
            };
        }
        if self.client_end == End::Ended {
            self.client_end = End::Told;
            let _ = self.host.shutdown(Shutdown::Write);
            return Ok(true);
        }
        Ok(false)
    }

    /// Takes what the client has said, as far as it is deciphered.
    fn decipher(&mut self) -> io::Result<()> {
        if self.client_end != End::Open || self.tls.is_handshaking() {
            return Ok(());
        }
        if !self.is_told {
            self.is_told = true;
            self.inward.fill(&[READY]);
            return Ok(());
        }
        let mut chunk = [0; CHUNK];
        match self.tls.reader().read(&mut chunk) {
            // It said so, or its connection has ended.
            Ok(0) => self.client_end = End::Ended,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                self.client_end = End::Ended;
            }
            Ok(count) => self.inward.fill(chunk.get(..count).unwrap_or_default()),
            Err(error) if is_transient(&error) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Nobody is there to be told; what the host has said still goes to the client.
    fn ignore_client(&mut self) {
        self.host_gone = true;
        self.client_end = End::Told;
        self.inward = Inward::default();
    }
}

impl Inward {
    fn is_empty(&self) -> bool {
        self.rest().is_empty()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.written..).unwrap_or_default()
    }

    fn fill(&mut self, bytes: &[u8]) {
        self.bytes.clear();
        self.bytes.extend_from_slice(bytes);
        self.written = 0;
    }

    fn advance(&mut self, count: usize) {
        self.written += count;
    }
}

/// How many bytes were moved; None where the socket was not ready.
fn moved(result: io::Result<usize>) -> io::Result<Option<usize>> {
    match result {
        Ok(count) => Ok(Some(count)),
        Err(error) if is_transient(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
