use jackfield_webrtc::Protocol;

use super::*;

fn outgoing(source: SocketAddr, destination: SocketAddr, bytes: &[u8]) -> Outgoing {
    Outgoing {
        protocol: Protocol::Udp,
        source,
        destination,
        datagram: bytes.to_vec(),
        echo_of: None,
    }
}

fn port() -> UdpPort {
    UdpPort::bind("127.0.0.1:0".parse().unwrap(), 64 * 1024).unwrap()
}

#[test]
fn a_taken_port_is_an_error_that_names_it() {
    let first = port();
    let error = UdpPort::bind(first.bound, 64 * 1024)
        .unwrap_err()
        .to_string();
    assert!(error.contains(&first.bound.to_string()), "{error}");
}

#[test]
fn a_datagram_that_cannot_be_sent_stops_none_of_the_others() {
    let port = port();
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    let good = peer.local_addr().unwrap();
    // Port 0 is no destination.
    let bad: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let items = [
        outgoing(port.bound, good, b"one"),
        outgoing(port.bound, bad, b"two"),
        outgoing(port.bound, good, b"three"),
    ];
    assert_eq!(port.send(&items.iter().collect::<Vec<_>>()), 1);
    let mut buffer = [0; 16];
    assert_eq!(peer.recv(&mut buffer).unwrap(), 3);
    assert_eq!(peer.recv(&mut buffer).unwrap(), 5);
}

#[test]
fn the_kernels_running_count_becomes_new_drops() {
    let mut port = port();
    assert_eq!(port.new_drops(3), 3);
    assert_eq!(port.new_drops(3), 0);
    assert_eq!(port.new_drops(10), 7);
}
