use super::*;

fn caller(config: &CallerConfig) -> Caller {
    #[allow(clippy::disallowed_methods, reason = "only differences of it are used")]
    let epoch = Instant::now();
    let address = "198.51.100.1:6000".parse().unwrap();
    Caller::new(config, address, epoch, Timestamp::ZERO).unwrap()
}

#[test]
fn it_offers_what_it_was_told_to() {
    let plain = caller(&CallerConfig::default());
    assert!(plain.offer().contains("opus/48000"));
    assert!(!plain.offer().contains("red/48000") && !plain.offer().contains("m=video"));
    let all = caller(&CallerConfig {
        red: true,
        video: true,
        ..CallerConfig::default()
    });
    assert!(all.offer().contains("red/48000") && all.offer().contains("m=video"));
}

#[test]
fn its_fragment_holds_its_credentials() {
    let caller = caller(&CallerConfig::default());
    let fragment = caller.fragment().unwrap();
    assert!(caller.offer().contains(&fragment.ufrag.unwrap()));
    assert_eq!(fragment.candidates.len(), 1);
}

#[test]
fn an_answer_that_is_none_is_an_error() {
    assert!(caller(&CallerConfig::default()).accept("v=0\r\n").is_err());
}
