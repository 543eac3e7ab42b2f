use std::os::fd::AsRawFd;

use data_encoding::BASE64;
use proptest::prelude::*;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore};

use super::*;
use crate::tls::seats::Seats;

const ROUNDS: usize = 200;

fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let body = BASE64.encode(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n").into_bytes()
}

/// A client, what it talks with, and the host's end; nobody is on a thread.
struct Line {
    connection: Connection,
    host: UnixStream,
    socket: UnixStream,
    client: ClientConnection,
}

impl Line {
    fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        let certificate = pem("CERTIFICATE", made.cert.der());
        let key = pem("PRIVATE KEY", &made.signing_key.serialize_der());
        let config = crate::tls::server_config(&certificate, &key).unwrap();
        let (socket, near) = UnixStream::pair().unwrap();
        socket.set_nonblocking(true).unwrap();
        let seat = Seats::new(1).take().unwrap();
        let (connection, plain) = Connection::new(near.as_raw_fd(), config, seat).unwrap();
        let host = UnixStream::from(plain);
        host.set_nonblocking(true).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let trusting = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let client = ClientConnection::new(Arc::new(trusting), name).unwrap();
        Self {
            connection,
            host,
            socket,
            client,
        }
    }

    fn ready() -> Self {
        let mut line = Self::new();
        assert_eq!(line.settle(), Turn::Waits);
        assert_eq!(line.told(), [READY]);
        line
    }

    /// Both sides do what they can.
    fn settle(&mut self) -> Turn {
        let mut turn = Turn::Waits;
        for _ in 0..ROUNDS {
            if self.client.wants_write() {
                let _ = self.client.write_tls(&mut self.socket);
            }
            turn = self.connection.turn();
            if turn == Turn::Over {
                return turn;
            }
            if self.client.wants_read() && self.client.read_tls(&mut self.socket).is_ok() {
                self.client.process_new_packets().unwrap();
            }
        }
        turn
    }

    /// What the host can read now.
    fn told(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let _ = self.host.read_to_end(&mut bytes);
        bytes
    }
}

#[test]
fn bytes_go_both_ways_after_the_handshake() {
    let mut line = Line::ready();
    line.client.writer().write_all(b"question").unwrap();
    line.settle();
    assert_eq!(line.told(), b"question");
    line.host.write_all(b"answer").unwrap();
    line.settle();
    let mut heard = [0; 6];
    line.client.reader().read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"answer");
}

#[test]
fn what_is_no_tls_is_over_at_once() {
    let mut line = Line::new();
    line.socket.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(line.connection.turn(), Turn::Over);
}

#[test]
fn a_host_that_leaves_does_not_wait_for_a_handshake() {
    let mut line = Line::new();
    assert_eq!(line.connection.turn(), Turn::Waits);
    line.host.shutdown(Shutdown::Both).unwrap();
    assert_eq!(line.connection.turn(), Turn::Over);
}

#[test]
fn all_that_the_host_said_comes_before_the_end() {
    let mut line = Line::ready();
    line.host.write_all(&[7; 3_000]).unwrap();
    line.host.shutdown(Shutdown::Write).unwrap();
    line.settle();
    let mut heard = Vec::new();
    line.client.reader().read_to_end(&mut heard).unwrap();
    assert_eq!(heard, [7; 3_000]);
    assert!(line.connection.is_leaving());
}

#[test]
fn a_client_that_ends_can_still_be_answered() {
    let mut line = Line::ready();
    line.client.send_close_notify();
    line.settle();
    let mut none = [0];
    assert_eq!(line.host.read(&mut none).unwrap(), 0);
    line.host.write_all(b"answer").unwrap();
    line.settle();
    let mut heard = [0; 6];
    line.client.reader().read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"answer");
    line.host.shutdown(Shutdown::Both).unwrap();
    assert_eq!(line.settle(), Turn::Over);
}

#[test]
fn a_client_that_vanishes_is_an_end_for_the_host() {
    let mut line = Line::ready();
    line.socket.shutdown(Shutdown::Both).unwrap();
    line.connection.turn();
    let mut none = [0];
    assert_eq!(line.host.read(&mut none).unwrap(), 0);
}

#[test]
fn what_a_slow_client_does_not_take_stays_with_the_host() {
    let mut line = Line::ready();
    let (mut written, mut refusals) = (0, 0);
    // It is refused only for good when a turn makes no room either.
    while refusals < 3 {
        match line.host.write(&[0; 4_096]) {
            Ok(count) => (written, refusals) = (written + count, 0),
            Err(_) => refusals += 1,
        }
        line.connection.turn();
    }
    assert!(written < 1_000_000, "{written}");
}

#[test]
fn what_a_slow_host_does_not_take_stays_with_the_client() {
    let mut line = Line::ready();
    let mut sent = 0;
    for _ in 0..ROUNDS {
        sent += line.client.writer().write(&[0; 4_096]).unwrap();
        let _ = line.client.write_tls(&mut line.socket);
        line.connection.turn();
    }
    let mut taken = 0;
    for _ in 0..ROUNDS {
        taken += line.told().len();
        line.settle();
    }
    assert!(line.connection.inward.bytes.capacity() <= CHUNK);
    assert_eq!(taken, sent);
}

proptest! {
    #[test]
    fn any_bytes_are_an_end_or_a_wait(
        bytes in prop::collection::vec(any::<u8>(), 1..600), is_hello in any::<bool>()
    ) {
        let mut line = Line::new();
        if is_hello {
            let mut hello = Vec::new();
            line.client.write_tls(&mut hello).unwrap();
            line.socket.write_all(&hello).unwrap();
        }
        line.socket.write_all(&bytes).unwrap();
        line.socket.shutdown(Shutdown::Write).unwrap();
        prop_assert_eq!(line.connection.turn(), Turn::Over);
        prop_assert!(line.told().is_empty());
    }
}
