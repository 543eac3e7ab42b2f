use super::*;

const SERVER: &str = "192.0.2.53:3478";
const BASE: &str = "10.0.0.5:4000";

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn asked() -> (Gatherer, Vec<Outgoing>) {
    let mut gatherer = Gatherer::new(vec![address(BASE)]);
    gatherer.set_servers(Timestamp::ZERO, vec![address(SERVER)]);
    let mut outbox = Vec::new();
    gatherer.handle_timeout(Timestamp::ZERO, &mut outbox, || [7; 12]);
    (gatherer, outbox)
}

/// A success response whose masked address is 203.0.113.9:4000.
fn response(transaction: [u8; 12]) -> Vec<u8> {
    let mut bytes = vec![1, 1, 0, 12, 0x21, 0x12, 0xa4, 0x42];
    bytes.extend_from_slice(&transaction);
    let port = 0x0fa0_u16 ^ 0x2112;
    let [high, low] = port.to_be_bytes();
    bytes.extend_from_slice(&[0, 0x20, 0, 8, 0, 1, high, low]);
    let ip = [0xcb ^ 0x21, 0x12, 0x71 ^ 0xa4, 0x09 ^ 0x42];
    bytes.extend_from_slice(&ip);
    bytes
}

fn incoming<'a>(source: &str, datagram: &'a [u8]) -> Incoming<'a> {
    Incoming {
        protocol: Protocol::Udp,
        source: address(source),
        destination: address(BASE),
        arrival: Timestamp::ZERO,
        datagram,
    }
}

#[test]
fn an_answer_becomes_a_candidate_for_peers() {
    let (mut gatherer, questions) = asked();
    assert_eq!(questions.len(), 1);
    assert_eq!(questions[0].destination, address(SERVER));
    assert!(gatherer.handle_datagram(&incoming(SERVER, &response([7; 12]))));
    assert_eq!(
        gatherer.candidates()[0].address,
        address("203.0.113.9:4000")
    );
}

#[test]
fn an_answer_from_somebody_else_or_to_no_question_is_not_taken() {
    let (mut gatherer, _) = asked();
    assert!(!gatherer.handle_datagram(&incoming("192.0.2.66:3478", &response([7; 12]))));
    assert!(!gatherer.handle_datagram(&incoming(SERVER, &response([8; 12]))));
    assert!(gatherer.candidates().is_empty());
}

#[test]
fn the_mapping_is_kept_alive() {
    let (mut gatherer, _) = asked();
    let next = gatherer.next_timeout().unwrap();
    assert_eq!(next, Timestamp::from_millis(25_000));
    let mut outbox = Vec::new();
    gatherer.handle_timeout(next, &mut outbox, || [9; 12]);
    assert_eq!(outbox.len(), 1);
}

#[test]
fn without_servers_nobody_is_asked() {
    let mut gatherer = Gatherer::new(vec![address(BASE)]);
    gatherer.set_servers(Timestamp::ZERO, Vec::new());
    assert_eq!(gatherer.next_timeout(), None);
}

#[test]
fn other_servers_are_asked_at_once_and_what_the_old_ones_said_is_forgotten() {
    const OTHER: &str = "192.0.2.54:3478";
    let now = Timestamp::from_millis(1_000);
    let (mut gatherer, _) = asked();
    gatherer.handle_datagram(&incoming(SERVER, &response([7; 12])));
    gatherer.set_servers(now, vec![address(SERVER)]);
    assert_eq!(
        gatherer.candidates().len(),
        1,
        "the same ones change nothing"
    );
    gatherer.set_servers(now, vec![address(OTHER)]);
    assert!(gatherer.candidates().is_empty());
    let mut outbox = Vec::new();
    gatherer.handle_timeout(now, &mut outbox, || [9; 12]);
    let destinations: Vec<SocketAddr> = outbox.iter().map(|asked| asked.destination).collect();
    assert_eq!(destinations, [address(OTHER)]);
    assert!(!gatherer.handle_datagram(&incoming(SERVER, &response([9; 12]))));
    gatherer.set_servers(now, Vec::new());
    assert_eq!(gatherer.next_timeout(), None);
}
