use super::*;

fn config(media_port: u16) -> EngineConfig {
    EngineConfig {
        media_port,
        ..EngineConfig::default()
    }
}

#[test]
fn udp_and_tcp_share_a_port() {
    let ports = Ports::bind(&config(0), 0).unwrap();
    let candidates = ports.candidates();
    assert_eq!(candidates.len(), 2);
    assert_eq!(candidates[0].address, candidates[1].address);
    assert_ne!(candidates[0].protocol, candidates[1].protocol);
}

#[test]
fn tcp_can_be_turned_off() {
    let config = EngineConfig {
        tcp: false,
        ..config(0)
    };
    let candidates = Ports::bind(&config, 0).unwrap().candidates();
    assert!(
        candidates
            .iter()
            .all(|candidate| candidate.protocol == Protocol::Udp)
    );
}

#[test]
fn each_worker_has_the_next_port() {
    let free = Ports::bind(&config(0), 0).unwrap().candidates()[0]
        .address
        .port();
    let second = Ports::bind(&config(free - 1), 1).unwrap();
    assert_eq!(second.candidates()[0].address.port(), free);
}

#[test]
fn past_the_last_port_there_is_an_error_that_names_the_field() {
    let error = Ports::bind(&config(65_535), 1).unwrap_err().to_string();
    assert!(error.starts_with("media_port"), "{error}");
}

#[test]
fn an_advertised_address_replaces_the_bound_one() {
    let config = EngineConfig {
        advertised_ips: vec!["203.0.113.7".parse().unwrap()],
        ..config(0)
    };
    let candidates = Ports::bind(&config, 0).unwrap().candidates();
    assert!(
        candidates
            .iter()
            .all(|told| told.address.ip().to_string() == "203.0.113.7")
    );
}
