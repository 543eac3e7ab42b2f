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
