use super::*;

const OURS: &str = "203.0.113.1:5000";

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn flow(protocol: Protocol, port: u16) -> Flow {
    (
        protocol,
        address(OURS),
        SocketAddr::from(([192, 0, 2, 1], port)),
    )
}

/// A session that so many connections have proven themselves to.
fn with_flows(protocol: Protocol, count: u16) -> Demux {
    let mut demux = Demux::default();
    demux.add(0, SessionId::from_u64(1), "ours".into());
    for port in 0..count {
        demux.learn(0, flow(protocol, port));
    }
    demux
}

fn forgotten(demux: &mut Demux) -> Vec<u16> {
    demux
        .take_forgotten()
        .map(|(_, peer)| peer.port())
        .collect()
}

#[test]
fn a_session_keeps_eight_connections_and_tells_of_the_others() {
    let mut demux = with_flows(Protocol::Tcp, 10);
    assert_eq!(forgotten(&mut demux), [0, 1]);
    assert_eq!(forgotten(&mut demux), Vec::<u16>::new());
}

#[test]
fn connections_of_a_session_that_is_over_are_told_of() {
    let mut demux = with_flows(Protocol::Tcp, 3);
    demux.remove(0, SessionId::from_u64(1));
    assert_eq!(forgotten(&mut demux), [0, 1, 2]);
}

#[test]
fn a_connection_that_another_session_knows_is_not_told_of() {
    let mut demux = with_flows(Protocol::Tcp, 1);
    demux.remove(0, SessionId::from_u64(1));
    demux.learn(7, flow(Protocol::Tcp, 0));
    assert_eq!(forgotten(&mut demux), Vec::<u16>::new());
}

#[test]
fn datagrams_have_no_connection_to_close() {
    let mut demux = with_flows(Protocol::Udp, 10);
    demux.remove(0, SessionId::from_u64(1));
    assert_eq!(forgotten(&mut demux), Vec::<u16>::new());
}
