use std::net::{Ipv4Addr, Ipv6Addr};

use super::*;

fn config(bind: IpAddr, advertised: &[IpAddr]) -> EngineConfig {
    EngineConfig {
        bind,
        advertised_ips: advertised.to_vec(),
        ..EngineConfig::default()
    }
}

const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
const ANY: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

#[test]
fn a_given_address_is_bound_and_told() {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    assert_eq!(bind_addresses(&config(here, &[])).unwrap(), [here]);
    assert_eq!(told_addresses(&config(here, &[]), here), [here]);
}

#[test]
fn every_interface_is_bound_by_its_own_address() {
    let found = bind_addresses(&config(ANY, &[])).unwrap();
    assert!(!found.is_empty());
    assert!(found.iter().all(|ip| ip.is_ipv4() && !ip.is_unspecified()));
}

#[test]
fn an_advertised_address_is_told_instead_of_the_bound_one() {
    let config = config(ANY, &[PUBLIC]);
    assert_eq!(bind_addresses(&config).unwrap(), [ANY]);
    assert_eq!(told_addresses(&config, ANY), [PUBLIC]);
}

#[test]
fn an_advertised_address_of_the_other_family_does_not_hide_the_bound_one() {
    let bound = IpAddr::V6(Ipv6Addr::LOCALHOST);
    assert_eq!(told_addresses(&config(bound, &[PUBLIC]), bound), [bound]);
}
