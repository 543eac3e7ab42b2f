use super::*;

const PATIENT: Duration = Duration::from_secs(10);

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

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

fn bound(config: &EngineConfig) -> TcpPort {
    TcpPort::bind("127.0.0.1:0".parse().unwrap(), config).unwrap()
}

fn connect(port: &mut TcpPort, now: Timestamp, metrics: &Metrics) -> (TcpStream, SocketAddr) {
    let stream = TcpStream::connect(port.listener.local_addr().unwrap()).unwrap();
    let peer = stream.local_addr().unwrap();
    poll_until(port, |port| {
        port.poll(now, metrics, |_, _| false);
        port.by_peer.contains_key(&peer)
    });
    (stream, peer)
}

fn connected() -> (TcpPort, TcpStream, SocketAddr) {
    let mut port = bound(&EngineConfig::default());
    let (stream, peer) = connect(&mut port, Timestamp::ZERO, &Metrics::default());
    (port, stream, peer)
}

/// Has a datagram arrive of which a session says that it `is_ours`.
fn bring(port: &mut TcpPort, mut stream: &TcpStream, now: Timestamp, is_ours: bool) {
    stream.write_all(&frame(b"check").unwrap()).unwrap();
    let mut came = false;
    poll_until(port, |port| {
        port.poll(now, &Metrics::default(), |_, _| {
            came = true;
            is_ours
        });
        came
    });
}

fn closed(metrics: &Metrics, reason: &str) -> f64 {
    let mut count = -1.0;
    metrics.visit(|name, value| {
        if name == format!("tcp_connections_closed_total{{reason=\"{reason}\"}}") {
            count = value;
        }
    });
    count
}

#[test]
fn a_framed_datagram_is_delivered_with_its_sender() {
    let (mut port, mut stream, peer) = connected();
    stream.write_all(&frame(b"hello").unwrap()).unwrap();
    let mut heard = Vec::new();
    poll_until(&mut port, |port| {
        port.poll(Timestamp::ZERO, &Metrics::default(), |source, datagram| {
            heard.push((source, datagram.to_vec()));
            true
        });
        !heard.is_empty()
    });
    assert_eq!(heard, [(peer, b"hello".to_vec())]);
}

#[test]
fn an_answer_is_framed() {
    let (mut port, mut stream, peer) = connected();
    assert!(port.send(&Metrics::default(), peer, b"answer"));
    let mut bytes = [0; 8];
    stream.read_exact(&mut bytes).unwrap();
    assert_eq!(&bytes, b"\x00\x06answer");
}

#[test]
fn a_slow_peer_loses_packets_not_memory() {
    let (mut port, _stream, peer) = connected();
    let packet = [0; 1200];
    let taken = (0..100_000)
        .take_while(|_| port.send(&Metrics::default(), peer, &packet))
        .count();
    assert!(taken < 100_000);
    let connection = port.connections.iter().next().unwrap().1;
    assert!(connection.waiting.len() <= MAX_WAITING);
}

#[test]
fn a_connection_that_ends_is_forgotten() {
    let (mut port, stream, peer) = connected();
    let metrics = Metrics::default();
    drop(stream);
    poll_until(&mut port, |port| {
        port.poll(Timestamp::ZERO, &metrics, |_, _| false);
        !port.by_peer.contains_key(&peer)
    });
    assert!((closed(&metrics, "peer") - 1.0).abs() < 0.5);
    assert_eq!(port.next_timeout(), None);
}

#[test]
fn a_sessions_connection_lives_until_it_idles() {
    let (mut port, stream, peer) = connected();
    let metrics = Metrics::default();
    bring(&mut port, &stream, at(1), true);
    assert_eq!(port.next_timeout(), None);
    port.sweep(at(30), &metrics);
    assert!(port.send(&metrics, peer, b"media"));
    port.sweep(at(32), &metrics);
    assert!(!port.send(&metrics, peer, b"late"));
    assert!((closed(&metrics, "idle") - 1.0).abs() < 0.5);
}

#[test]
fn who_sends_and_sends_but_proves_nothing_is_closed_in_time() {
    let (mut port, stream, peer) = connected();
    let metrics = Metrics::default();
    assert_eq!(port.next_timeout(), Some(Timestamp::ZERO + PATIENT));
    bring(&mut port, &stream, at(9), false);
    port.sweep(at(9), &metrics);
    assert!(port.by_peer.contains_key(&peer));
    port.sweep(at(10), &metrics);
    assert!(!port.by_peer.contains_key(&peer));
    assert!((closed(&metrics, "check_timeout") - 1.0).abs() < 0.5);
}

#[test]
fn a_connection_whose_session_is_over_has_to_prove_itself_again() {
    let (mut port, stream, _) = connected();
    bring(&mut port, &stream, at(60), true);
    bring(&mut port, &stream, at(61), false);
    bring(&mut port, &stream, at(62), false);
    assert_eq!(port.next_timeout(), Some(at(61) + PATIENT));
}

#[test]
fn a_full_table_lets_the_oldest_unproven_go() {
    let mut port = bound(&EngineConfig {
        tcp_connections: 3,
        ..EngineConfig::default()
    });
    let metrics = Metrics::default();
    let (proven, caller) = connect(&mut port, at(0), &metrics);
    bring(&mut port, &proven, at(0), true);
    let (_first, oldest) = connect(&mut port, at(1), &metrics);
    let (_second, younger) = connect(&mut port, at(2), &metrics);
    let (_third, newest) = connect(&mut port, at(3), &metrics);
    assert!(!port.by_peer.contains_key(&oldest));
    for kept in [caller, younger, newest] {
        assert!(port.by_peer.contains_key(&kept));
    }
    assert!((closed(&metrics, "evicted") - 1.0).abs() < 0.5);
}

#[test]
fn a_table_full_of_sessions_takes_nobody() {
    let mut port = bound(&EngineConfig {
        tcp_connections: 1,
        ..EngineConfig::default()
    });
    let metrics = Metrics::default();
    let (stream, peer) = connect(&mut port, at(0), &metrics);
    bring(&mut port, &stream, at(0), true);
    let _late = TcpStream::connect(port.listener.local_addr().unwrap()).unwrap();
    poll_until(&mut port, |port| {
        port.poll(at(1), &metrics, |_, _| false);
        closed(&metrics, "full") > 0.5
    });
    assert!(port.by_peer.contains_key(&peer));
    assert_eq!(port.connections.len(), 1);
}

#[test]
fn an_address_crowds_out_only_itself() {
    let mut port = bound(&EngineConfig {
        tcp_unproven_per_address: 2,
        ..EngineConfig::default()
    });
    let metrics = Metrics::default();
    let streams: Vec<_> = (0..5)
        .map(|second| connect(&mut port, at(second), &metrics))
        .collect();
    let kept: Vec<_> = streams
        .iter()
        .map(|(_, peer)| port.by_peer.contains_key(peer))
        .collect();
    assert_eq!(kept, [false, false, false, true, true]);
    assert!((closed(&metrics, "address_limit") - 3.0).abs() < 0.5);
}

#[test]
fn what_is_far_longer_than_a_check_is_not_held_for_a_stranger() {
    let (mut port, mut stream, peer) = connected();
    let metrics = Metrics::default();
    stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    poll_until(&mut port, |port| {
        port.poll(Timestamp::ZERO, &metrics, |_, _| false);
        !port.by_peer.contains_key(&peer)
    });
    assert!((closed(&metrics, "malformed") - 1.0).abs() < 0.5);
}

#[test]
fn without_descriptors_the_listener_rests_instead_of_spinning() {
    let mut port = bound(&EngineConfig::default());
    port.listen(Some(at(1)));
    assert_eq!(port.next_timeout(), Some(at(1)));
    let stream = TcpStream::connect(port.listener.local_addr().unwrap()).unwrap();
    let peer = stream.local_addr().unwrap();
    let metrics = Metrics::default();
    port.sweep(Timestamp::ZERO, &metrics);
    let mut events = [EpollEvent::empty(); 1];
    let ready = port.epoll.wait(&mut events, 20_u8);
    assert_eq!(ready, Ok(0), "nothing wakes the thread");
    port.sweep(at(1), &metrics);
    poll_until(&mut port, |port| {
        port.poll(at(1), &metrics, |_, _| false);
        port.by_peer.contains_key(&peer)
    });
}

#[test]
fn only_exhaustion_makes_the_listener_rest() {
    for (errno, rests) in [
        (Errno::EMFILE, true),
        (Errno::ENFILE, true),
        (Errno::EAGAIN, false),
        (Errno::ECONNABORTED, false),
    ] {
        assert_eq!(is_exhaustion(&errno.into()), rests, "{errno}");
    }
}

#[test]
fn a_connection_that_its_session_forgot_is_a_strangers_again() {
    let (mut port, stream, peer) = connected();
    bring(&mut port, &stream, Timestamp::ZERO, true);
    assert_eq!(port.next_timeout(), None);
    port.forget(at(1), peer);
    let metrics = Metrics::default();
    port.sweep(at(11), &metrics);
    assert!((closed(&metrics, "check_timeout") - 1.0).abs() < 1e-9);
}
