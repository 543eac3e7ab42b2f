use super::*;

/// Polls until the condition holds; loopback needs a few turns, never a second.
fn poll_until(port: &mut TcpPort, mut done: impl FnMut(&mut TcpPort) -> bool) {
    for _ in 0..10_000 {
        if done(port) {
            return;
        }
        std::thread::yield_now();
    }
    panic!("nothing came");
}

fn connected() -> (TcpPort, TcpStream, SocketAddr) {
    let mut port = TcpPort::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let stream = TcpStream::connect(port.listener.local_addr().unwrap()).unwrap();
    let peer = stream.local_addr().unwrap();
    poll_until(&mut port, |port| {
        port.poll(Timestamp::ZERO, |_, _| {});
        port.by_peer.contains_key(&peer)
    });
    (port, stream, peer)
}

#[test]
fn a_framed_datagram_is_delivered_with_its_sender() {
    let (mut port, mut stream, peer) = connected();
    stream.write_all(&frame(b"hello").unwrap()).unwrap();
    let mut heard = Vec::new();
    poll_until(&mut port, |port| {
        port.poll(Timestamp::ZERO, |source, datagram| {
            heard.push((source, datagram.to_vec()));
        });
        !heard.is_empty()
    });
    assert_eq!(heard, [(peer, b"hello".to_vec())]);
}

#[test]
fn an_answer_is_framed() {
    let (mut port, mut stream, peer) = connected();
    assert!(port.send(Timestamp::ZERO, peer, b"answer"));
    let mut bytes = [0; 8];
    stream.read_exact(&mut bytes).unwrap();
    assert_eq!(&bytes, b"\x00\x06answer");
}

#[test]
fn a_slow_peer_loses_packets_not_memory() {
    let (mut port, _stream, peer) = connected();
    let packet = [0; 1200];
    let taken = (0..100_000)
        .take_while(|_| port.send(Timestamp::ZERO, peer, &packet))
        .count();
    assert!(taken < 100_000);
    let connection = port.connections.iter().next().unwrap().1;
    assert!(connection.waiting.len() <= MAX_WAITING);
}

#[test]
fn a_connection_that_ends_or_idles_is_forgotten() {
    let (mut port, stream, peer) = connected();
    drop(stream);
    poll_until(&mut port, |port| {
        port.poll(Timestamp::ZERO, |_, _| {});
        !port.by_peer.contains_key(&peer)
    });
    let (mut port, _stream, peer) = connected();
    port.sweep(Timestamp::from_millis(31_000));
    assert!(!port.send(Timestamp::ZERO, peer, b"late"));
}
