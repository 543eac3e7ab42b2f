use super::*;

const PACE: Duration = Duration::from_millis(20);

/// Datagrams that carry their number, in the order and at the times of their arrival.
fn deliver(seed: u64, conditions: Conditions, count: u32) -> Vec<(u32, Timestamp)> {
    run(&mut Network::new(seed, conditions), count)
}

fn run(network: &mut Network<Vec<u8>>, count: u32) -> Vec<(u32, Timestamp)> {
    let mut now = Timestamp::ZERO;
    let mut arrived = Vec::new();
    for number in 0..count {
        collect(network, now, &mut arrived);
        network.send(now, number.to_be_bytes().to_vec());
        now += PACE;
    }
    while let Some(next) = network.next_arrival() {
        collect(network, next, &mut arrived);
    }
    arrived
}

fn collect(network: &mut Network<Vec<u8>>, now: Timestamp, arrived: &mut Vec<(u32, Timestamp)>) {
    while let Some(at) = network.next_arrival().filter(|at| *at <= now) {
        let datagram = network.poll(at).unwrap();
        let number = u32::from_be_bytes(datagram.try_into().unwrap());
        arrived.push((number, at));
    }
}

fn sent_at(number: u32) -> Timestamp {
    Timestamp::ZERO + PACE * number
}

fn fraction(part: usize, whole: u32) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(whole)
}

#[test]
fn a_clean_network_only_delays() {
    for (number, at) in deliver(1, Conditions::clean(), 50) {
        assert_eq!(at.since(sent_at(number)), Duration::from_millis(20));
    }
}

#[test]
fn nothing_arrives_before_its_time() {
    let mut network = Network::new(1, Conditions::clean());
    network.send(Timestamp::ZERO, vec![1]);
    assert_eq!(network.next_arrival(), Some(Timestamp::from_millis(20)));
    assert_eq!(network.poll(Timestamp::from_millis(19)), None);
    assert_eq!(network.poll(Timestamp::from_millis(20)), Some(vec![1]));
    assert_eq!(network.poll(Timestamp::from_millis(99)), None);
}

#[test]
fn the_same_seed_does_the_same() {
    let conditions = Conditions {
        reorder: 0.05,
        duplicate: 0.05,
        ..Conditions::jitter_and_loss()
    };
    assert_eq!(deliver(7, conditions, 500), deliver(7, conditions, 500));
    assert_ne!(deliver(7, conditions, 500), deliver(8, conditions, 500));
}

#[test]
fn random_loss_has_its_rate() {
    let arrived = deliver(1, Conditions::random_loss(0.1), 5_000);
    let lost = 1.0 - fraction(arrived.len(), 5_000);
    assert!((lost - 0.1).abs() < 0.015, "{lost}");
}

#[test]
fn jitter_does_not_change_which_datagrams_are_lost() {
    let numbers = |conditions| {
        let mut numbers: Vec<_> = deliver(3, conditions, 500)
            .into_iter()
            .map(|(number, _)| number)
            .collect();
        numbers.sort_unstable();
        numbers
    };
    let loss = Loss::Random { probability: 0.02 };
    let calm = Conditions {
        loss,
        ..Conditions::clean()
    };
    assert_eq!(numbers(Conditions::jitter_and_loss()), numbers(calm));
}

#[test]
fn burst_loss_comes_in_bursts() {
    let arrived = deliver(1, Conditions::burst_loss(), 20_000);
    let lost = 20_000 - arrived.len();
    assert!((fraction(lost, 20_000) - 0.05).abs() < 0.01, "{lost}");
    let bursts = arrived.windows(2).filter(|pair| pair[1].0 > pair[0].0 + 1);
    let mean = fraction(lost, u32::try_from(bursts.count()).unwrap());
    assert!((2.4..3.6).contains(&mean), "{mean}");
}

#[test]
fn uniform_jitter_stays_in_its_bounds_and_reorders() {
    let arrived = deliver(1, Conditions::jitter_and_loss(), 1_000);
    for (number, at) in &arrived {
        let delay = at.since(sent_at(*number));
        assert!(delay >= Duration::from_millis(20) && delay <= Duration::from_millis(50));
    }
    assert!(!arrived.is_sorted());
    let ordered = Conditions {
        keeps_order: true,
        ..Conditions::jitter_and_loss()
    };
    assert!(deliver(1, ordered, 1_000).is_sorted());
}

#[test]
fn a_spike_stops_everything_and_then_lets_it_go_at_once() {
    let arrived = deliver(1, Conditions::jitter_spikes(), 1_000);
    assert!(arrived.is_sorted());
    let together = arrived.windows(3).filter(|three| three[0].1 == three[2].1);
    assert!(together.count() > 5);
    let worst = arrived
        .iter()
        .map(|(number, at)| at.since(sent_at(*number)))
        .max();
    assert_eq!(worst, Some(Duration::from_millis(80)));
}

#[test]
fn a_reordered_datagram_is_overtaken() {
    let conditions = Conditions {
        reorder: 0.1,
        ..Conditions::clean()
    };
    let arrived = deliver(1, conditions, 1_000);
    let overtaken = arrived.windows(2).filter(|pair| pair[1].0 < pair[0].0);
    assert!((60..140).contains(&overtaken.count()));
}

#[test]
fn a_duplicate_follows_its_original() {
    let conditions = Conditions {
        duplicate: 1.0,
        ..Conditions::clean()
    };
    let numbers: Vec<_> = deliver(1, conditions, 2)
        .into_iter()
        .map(|(number, _)| number)
        .collect();
    assert_eq!(numbers, [0, 0, 1, 1]);
}

#[test]
fn a_slow_link_queues_and_then_drops() {
    let conditions = Conditions {
        rate: Some(RateLimit {
            bits_per_second: 8_000,
            queue: Duration::from_millis(15),
        }),
        ..Conditions::default()
    };
    let mut network = Network::new(1, conditions);
    for number in 0..4 {
        network.send(Timestamp::ZERO, vec![number; 10]);
    }
    let arrivals: Vec<_> = std::iter::from_fn(|| {
        let at = network.next_arrival()?;
        network.poll(at).map(|_| at.as_nanos() / 1_000_000)
    })
    .collect();
    assert_eq!(arrivals, [10, 20]);
    assert_eq!(network.stats().overflowed, 2);
}

#[test]
fn every_datagram_is_accounted_for() {
    let conditions = Conditions {
        duplicate: 0.1,
        ..Conditions::burst_loss()
    };
    let mut network = Network::new(5, conditions);
    run(&mut network, 1_000);
    let stats = network.stats();
    assert_eq!(stats.sent, 1_000);
    assert_eq!(stats.delivered, stats.sent - stats.lost + stats.duplicated);
}

#[test]
fn conditions_can_change_on_the_way() {
    let mut network = Network::new(1, Conditions::random_loss(1.0));
    assert!(run(&mut network, 10).is_empty());
    network.set_conditions(Conditions::clean());
    assert_eq!(run(&mut network, 10).len(), 10);
}
