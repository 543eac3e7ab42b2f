use super::*;

#[test]
fn a_certificate_hides_its_key() {
    let text = format!("{:?}", Certificate::generate().unwrap());
    assert_eq!(text, "Certificate(…)");
}

#[test]
fn an_address_nobody_can_reach_is_no_candidate() {
    let candidate = LocalCandidate {
        protocol: Protocol::Udp,
        address: "0.0.0.0:5000".parse().unwrap(),
        kind: CandidateKind::Host,
    };
    let error = candidate.to_str0m().unwrap_err().to_string();
    assert!(error.contains("0.0.0.0:5000"), "{error}");
}

#[test]
fn tcp_candidates_are_passive() {
    let candidate = LocalCandidate {
        protocol: Protocol::Tcp,
        address: "192.0.2.1:5000".parse().unwrap(),
        kind: CandidateKind::Host,
    };
    let line = candidate.to_str0m().unwrap().to_sdp_string();
    assert!(line.contains("tcptype passive"), "{line}");
}
