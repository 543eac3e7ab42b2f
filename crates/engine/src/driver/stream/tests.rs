use std::os::unix::net::UnixStream;

use super::*;

const SESSION: SessionId = SessionId::from_u64(256);

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

fn audio() -> StreamOutput {
    output(ChunkKind::Audio(Duration::from_millis(20)), vec![7; 1_920])
}

fn output(kind: ChunkKind, bytes: Vec<u8>) -> StreamOutput {
    StreamOutput {
        session: SESSION,
        chunk: Some(Chunk { kind, bytes }),
        echo_of: None,
    }
}

fn end() -> StreamOutput {
    StreamOutput {
        session: SESSION,
        chunk: None,
        echo_of: None,
    }
}

/// A port with one stream, and its peer, who was greeted.
fn adopted() -> (StreamPort, UnixStream) {
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    let mut port = StreamPort::new(WebSocketConfig::default()).unwrap();
    let stream = Adopted {
        socket: ours.into(),
        greeting: b"hello".to_vec(),
    };
    assert!(port.adopt(at(0), SESSION, stream));
    let mut greeting = [0; 5];
    theirs.read_exact(&mut greeting).unwrap();
    assert_eq!(&greeting, b"hello");
    (port, theirs)
}

/// What came in one turn; an end shows as nothing.
fn poll(port: &mut StreamPort) -> Vec<Vec<u8>> {
    let mut came = Vec::new();
    port.poll(at(0), |session, input| {
        assert_eq!(session, SESSION);
        if let StreamInput::Bytes(bytes) = input {
            came.push(bytes.to_vec());
        }
    });
    came
}

fn stalled(port: &mut StreamPort, now: Timestamp) -> bool {
    let mut told = false;
    port.sweep(now, |_, input| {
        told |= matches!(input, StreamInput::Stalled);
    });
    told
}

#[test]
fn a_descriptor_that_cannot_be_waited_for_is_not_taken() {
    let mut port = StreamPort::new(WebSocketConfig::default()).unwrap();
    let stream = Adopted {
        socket: std::fs::File::open("/dev/null").unwrap().into(),
        greeting: Vec::new(),
    };
    assert!(!port.adopt(at(0), SESSION, stream));
}

#[test]
fn bytes_go_both_ways() {
    let (mut port, mut theirs) = adopted();
    theirs.write_all(b"ab").unwrap();
    assert_eq!(poll(&mut port), [b"ab"]);
    port.send(
        at(0),
        output(ChunkKind::Control, b"cd".to_vec()),
        &Metrics::default(),
    );
    port.flush(at(0));
    let mut bytes = [0; 2];
    theirs.read_exact(&mut bytes).unwrap();
    assert_eq!(&bytes, b"cd");
}

#[test]
fn a_peer_that_goes_is_told_of_and_forgotten() {
    let (mut port, theirs) = adopted();
    drop(theirs);
    assert_eq!(poll(&mut port), [Vec::<u8>::new()]);
    assert!(port.connections.is_empty());
    assert_eq!(poll(&mut port), Vec::<Vec<u8>>::new());
}

#[test]
fn a_slow_reader_loses_the_oldest_audio_and_is_given_up_in_time() {
    let (mut port, mut theirs) = adopted();
    let metrics = Metrics::default();
    for _ in 0..1_000 {
        port.send(at(5), audio(), &metrics);
    }
    let mut dropped = 0.0;
    metrics.visit(|name, value| {
        if name.ends_with("{reason=\"slow_reader\"}") {
            dropped = value;
        }
    });
    assert!(dropped > 48_000.0, "{dropped} samples");
    assert_eq!(port.next_timeout(), Some(at(10_005)));
    assert!(!stalled(&mut port, at(10_004)));
    assert!(stalled(&mut port, at(10_005)));
    assert!(!stalled(&mut port, at(10_006)), "told once");

    // Whoever reads again gets what is left, whole frames each.
    theirs.set_nonblocking(true).unwrap();
    let mut heard = 0;
    let mut bytes = vec![0; 100_000];
    for _ in 0..1_000 {
        while let Ok(count) = theirs.read(&mut bytes) {
            heard += count;
        }
        poll(&mut port);
    }
    assert_eq!(heard % 1_920, 0);
    assert_eq!(port.next_timeout(), None);
}

#[test]
fn the_last_bytes_are_sent_before_the_end() {
    let (mut port, mut theirs) = adopted();
    theirs.write_all(b"not read any more").unwrap();
    port.send(
        at(0),
        output(ChunkKind::Control, b"bye".to_vec()),
        &Metrics::default(),
    );
    port.send(at(0), end(), &Metrics::default());
    port.flush(at(0));
    let mut told = Vec::new();
    theirs.read_to_end(&mut told).unwrap();
    assert_eq!(told, b"bye");
    drop(theirs);
    while !port.connections.is_empty() {
        poll(&mut port);
    }
}

#[test]
fn a_peer_that_does_not_take_the_end_is_cut_off() {
    let (mut port, _theirs) = adopted();
    port.send(at(0), end(), &Metrics::default());
    assert_eq!(port.next_timeout(), Some(at(2_000)));
    assert!(!stalled(&mut port, at(2_000)));
    assert!(port.connections.is_empty());
}

/// A port with one TCP connection, and its peer.
fn adopted_tcp(config: WebSocketConfig) -> (StreamPort, TcpStream) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let theirs = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let stream = Adopted {
        socket: listener.accept().unwrap().0.into(),
        greeting: Vec::new(),
    };
    let mut port = StreamPort::new(config).unwrap();
    assert!(port.adopt(at(0), SESSION, stream));
    (port, theirs)
}

#[test]
fn a_burst_for_a_peer_that_reads_arrives_whole() {
    let (mut port, mut theirs) = adopted();
    theirs
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let reader = std::thread::spawn(move || {
        let mut heard = vec![0; 50 * 1_920];
        theirs.read_exact(&mut heard).map(|()| heard.len())
    });
    for _ in 0..50 {
        port.send(at(0), audio(), &Metrics::default());
    }
    port.flush(at(0));
    while !reader.is_finished() {
        poll(&mut port);
    }
    assert!(reader.join().unwrap().is_ok());
}

#[test]
fn the_kernel_holds_little_unsent_audio() {
    let (port, _theirs) = adopted_tcp(WebSocketConfig::default());
    let stream = &port.connections[&SESSION].stream;
    let limit = nix::sys::socket::getsockopt(stream, NotSentLimit).unwrap();
    assert_eq!(limit, UNSENT_BYTES);
}

#[test]
fn a_picture_that_a_slow_reader_is_not_sent_is_told_once_a_turn() {
    let (mut port, theirs) = adopted();
    let metrics = Metrics::default();
    let picture = |is_key| output(ChunkKind::Picture { is_key }, vec![1; 200_000]);
    for is_key in [true, false, false, false, false] {
        port.send(at(0), picture(is_key), &metrics);
        port.flush(at(0));
    }
    let mut told = 0;
    for _ in 0..2 {
        port.sweep(at(0), |_, input| {
            told += usize::from(matches!(input, StreamInput::PictureLost));
        });
    }
    assert_eq!(told, 1);
    drop(theirs);
}
