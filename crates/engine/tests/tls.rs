//! Clients that speak TLS, over real connections, with a host that speaks plain text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use jackfield_engine::{EngineError, READY, TlsFront};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const PATIENCE: Duration = Duration::from_secs(30);

struct Identity {
    certificate: Vec<u8>,
    key: Vec<u8>,
    der: CertificateDer<'static>,
}

impl Identity {
    fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        Self {
            certificate: pem("CERTIFICATE", made.cert.der()),
            key: pem("PRIVATE KEY", &made.signing_key.serialize_der()),
            der: made.cert.der().clone(),
        }
    }

    fn front(&self, limit: usize) -> TlsFront {
        TlsFront::new(&self.certificate, &self.key, limit).unwrap()
    }
}

fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let body = BASE64.encode(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n").into_bytes()
}

/// A connection's two ends: the client's, and the one that the front was given.
fn connected() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    (client, listener.accept().unwrap().0)
}

fn host(front: &TlsFront, taken: &TcpStream) -> UnixStream {
    let host = UnixStream::from(front.take(taken.as_raw_fd()).unwrap());
    host.set_read_timeout(Some(PATIENCE)).unwrap();
    host
}

type Client = StreamOwned<ClientConnection, TcpStream>;

fn trusting(socket: TcpStream, trusted: &CertificateDer<'static>) -> Client {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    StreamOwned::new(
        ClientConnection::new(Arc::new(config), name).unwrap(),
        socket,
    )
}

/// A call under way: both ends, after the handshake.
fn call(front: &TlsFront, identity: &Identity) -> (Client, UnixStream) {
    let (socket, taken) = connected();
    let mut host = host(front, &taken);
    let mut client = trusting(socket, &identity.der);
    client.flush().unwrap();
    client.conn.complete_io(&mut client.sock).unwrap();
    let mut ready = [0];
    host.read_exact(&mut ready).unwrap();
    assert_eq!(ready, [READY]);
    (client, host)
}

fn wait_until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE);
        std::thread::yield_now();
    }
}

#[test]
fn a_request_is_answered_and_the_connection_ends_cleanly() {
    let identity = Identity::new();
    let front = identity.front(1);
    let (mut client, mut host) = call(&front, &identity);
    client.write_all(b"GET").unwrap();
    let mut request = [0; 3];
    host.read_exact(&mut request).unwrap();
    assert_eq!(&request, b"GET");
    let page = vec![9; 1_000_000];
    let answering = std::thread::spawn(move || host.write_all(&page));
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).unwrap();
    answering.join().unwrap().unwrap();
    assert_eq!(answer, vec![9; 1_000_000]);
    drop(client);
    wait_until(|| front.count() == 0);
}

#[test]
fn a_host_that_does_not_read_holds_up_nobody_else() {
    let identity = Identity::new();
    let front = identity.front(2);
    let (mut eager, _deaf) = call(&front, &identity);
    eager
        .sock
        .set_write_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    while eager.write_all(&[0; 16_384]).is_ok() {}
    let (mut client, mut host) = call(&front, &identity);
    client.write_all(b"x").unwrap();
    let mut heard = [0];
    host.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"x");
}

#[test]
fn what_fails_is_an_end_for_the_host_that_was_never_told_to_begin() {
    let identity = Identity::new();
    let front = identity.front(1);
    let (mut client, taken) = connected();
    let mut host = host(&front, &taken);
    drop(taken);
    client.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut told = Vec::new();
    assert_eq!(host.read_to_end(&mut told).unwrap(), 0);
    wait_until(|| front.count() == 0);
}

#[test]
fn there_is_room_for_as_many_as_was_said() {
    let identity = Identity::new();
    let front = identity.front(1);
    let (_first, taken) = connected();
    let only = host(&front, &taken);
    let refused = front.take(taken.as_raw_fd());
    assert!(matches!(refused, Err(EngineError::Capacity(_))));
    drop(only);
    wait_until(|| front.count() == 0);
    assert!(front.take(taken.as_raw_fd()).is_ok());
}

#[test]
fn a_renewed_certificate_is_for_those_who_come_after() {
    let (old, new) = (Identity::new(), Identity::new());
    let front = old.front(2);
    let (mut before, mut host) = call(&front, &old);
    front.load(&new.certificate, &new.key).unwrap();
    call(&front, &new);
    before.write_all(b"on").unwrap();
    let mut heard = [0; 2];
    host.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"on");
}

#[test]
fn a_certificate_that_cannot_be_used_is_refused_and_the_old_one_stays() {
    let (one, other) = (Identity::new(), Identity::new());
    let front = one.front(1);
    for (certificate, key) in [
        (&one.certificate, &other.key),
        (&one.certificate, &one.certificate),
        (&b"nothing".to_vec(), &one.key),
    ] {
        let refusal = front.load(certificate, key).unwrap_err();
        assert!(
            refusal.to_string().starts_with("certificate: "),
            "{refusal}"
        );
    }
    call(&front, &one);
}

#[test]
fn connections_end_with_the_front() {
    let identity = Identity::new();
    let front = identity.front(1);
    let (_client, mut host) = call(&front, &identity);
    drop(front);
    let mut rest = Vec::new();
    assert_eq!(host.read_to_end(&mut rest).unwrap(), 0);
}
