use super::*;

#[test]
fn the_limit_is_raised_to_what_the_system_allows() {
    let limit = raise_limit();
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    assert_eq!(soft, hard);
    assert_eq!(limit, usize::try_from(hard).unwrap_or(usize::MAX));
}

#[test]
fn sessions_and_connections_of_every_worker_are_counted() {
    let config = EngineConfig {
        workers: 2,
        tcp_connections: 100,
        sessions_per_worker: 10,
        ..EngineConfig::default()
    };
    let tcp = 2 * (102 + 1);
    assert_eq!(wanted(&config, 2), 2 * (tcp + 10 + 4) + 128);
    let without = EngineConfig {
        tcp: false,
        ..config
    };
    assert_eq!(wanted(&without, 2), 2 * (2 + 10 + 4) + 128);
}
