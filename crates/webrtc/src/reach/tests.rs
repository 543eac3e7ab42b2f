use super::*;
use crate::{CandidateKind, Protocol};

fn reach(ours: &[&str]) -> Reach {
    let candidate = |address: &&str| LocalCandidate {
        protocol: Protocol::Udp,
        address: format!("{address}:5000").parse().unwrap(),
        kind: CandidateKind::Host,
    };
    Reach::of(&ours.iter().map(candidate).collect::<Vec<_>>())
}

const PRIVATE: [&str; 8] = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "fd00::1",
    "fe80::1",
    "::ffff:10.0.0.1",
];

fn covered(reach: Reach, addresses: &[&str]) -> usize {
    let covers = |address: &&&str| reach.covers(address.parse().unwrap());
    addresses.iter().filter(covers).count()
}

#[test]
fn a_public_server_checks_public_addresses_only() {
    let reach = reach(&["203.0.113.7"]);
    assert_eq!(covered(reach, &PRIVATE), 0);
    assert_eq!(covered(reach, &["127.0.0.1", "::1", "::ffff:127.0.0.1"]), 0);
    assert_eq!(covered(reach, &["198.51.100.1", "2001:db8::1"]), 2);
}

#[test]
fn a_server_in_a_private_network_checks_there_but_not_on_its_own_machine() {
    let reach = reach(&["192.168.0.5"]);
    assert_eq!(covered(reach, &PRIVATE), PRIVATE.len());
    assert_eq!(covered(reach, &["127.0.0.1", "::1"]), 0);
}

#[test]
fn a_server_on_loopback_checks_there() {
    let reach = reach(&["127.0.0.1"]);
    assert_eq!(covered(reach, &["127.0.0.1", "::1"]), 2);
    assert_eq!(covered(reach, &PRIVATE), 0);
}

#[test]
fn what_is_nobodys_address_is_never_checked() {
    let reach = reach(&["127.0.0.1", "10.0.0.1"]);
    let nobody = ["0.0.0.0", "255.255.255.255", "224.0.0.1", "::", "ff02::1"];
    assert_eq!(covered(reach, &nobody), 0);
}
