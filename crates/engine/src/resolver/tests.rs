use std::time::{Duration, Instant};

use super::*;

#[test]
fn stun_urls_name_a_host_and_perhaps_a_port() {
    let parsed = |url| host_and_port(url).map(|(host, port)| format!("{host} {port}"));
    assert_eq!(
        parsed("stun:stun.example.org:19302").as_deref(),
        Some("stun.example.org 19302")
    );
    assert_eq!(
        parsed("stun:stun.example.org").as_deref(),
        Some("stun.example.org 3478")
    );
    assert_eq!(
        parsed("stun:[2001:db8::1]:5000").as_deref(),
        Some("2001:db8::1 5000")
    );
    assert_eq!(
        parsed("stun:[2001:db8::1]").as_deref(),
        Some("2001:db8::1 3478")
    );
    for other in [
        "turn:turn.example.org",
        "stun:",
        "stun:host:port",
        "",
        "https://example.org",
    ] {
        assert_eq!(parsed(other), None, "{other}");
    }
}

fn told(worker: &Mailbox) -> Vec<SocketAddr> {
    let patience = Instant::now() + Duration::from_secs(60);
    while Instant::now() < patience {
        if let Some(Command::StunServers(servers)) = worker.take().pop() {
            return servers;
        }
        std::thread::yield_now();
    }
    panic!("the worker was told nothing")
}

#[test]
fn workers_are_told_the_servers_of_each_look_up() {
    let worker = Arc::new(Mailbox::new().unwrap());
    let resolver = Resolver::default();
    for (url, address) in [
        ("stun:192.0.2.1:3478", Some("192.0.2.1:3478")),
        ("stun:192.0.2.2", Some("192.0.2.2:3478")),
        ("turn:192.0.2.3", None),
    ] {
        resolver.look_up(vec![url.to_owned()], vec![Arc::clone(&worker)]);
        let wanted: Vec<SocketAddr> = address.iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(told(&worker), wanted);
    }
}
