//! Two sessions joined in memory, with a clock that jumps to the next thing due.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::{
    CandidateKind, Certificate, Codec, DataConfig, Direction, DtlsVersion, LocalCandidate,
    MediaKind, MediaRequest, OfferRules, Transmit,
};

const STEP: Duration = Duration::from_millis(5);

/// See the module.
pub(super) struct Pair {
    pub(super) caller: Session,
    pub(super) server: Session,
    pub(super) now: Timestamp,
    pub(super) caller_events: Vec<Event>,
    pub(super) server_events: Vec<Event>,
    connected: bool,
}

fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

pub(super) fn config(port: u16, ice: IceMode) -> SessionConfig {
    #[allow(clippy::disallowed_methods, reason = "only differences of it are used")]
    let epoch = Instant::now();
    SessionConfig {
        epoch,
        certificate: Certificate::generate().unwrap(),
        candidates: vec![LocalCandidate {
            protocol: Protocol::Udp,
            address: address(port),
            kind: CandidateKind::Host,
        }],
        ice,
        dtls: DtlsVersion::Auto,
        codecs: vec![Codec::Opus, Codec::Red, Codec::Vp8],
        offers: OfferRules::default(),
        report_interval: None,
        digits: true,
        data: DataConfig::default(),
    }
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_nanos(now.as_nanos() + u64::try_from(by.as_nanos()).unwrap())
}

pub(super) fn audio(direction: Direction) -> MediaRequest {
    MediaRequest {
        kind: MediaKind::Audio,
        direction,
    }
}

impl Pair {
    pub(super) fn new(media: &[MediaRequest]) -> Self {
        Self::with(media, &config(2000, IceMode::Lite))
    }

    fn with(media: &[MediaRequest], server: &SessionConfig) -> Self {
        Self::at(Timestamp::from_nanos(0), media, server)
    }

    fn at(now: Timestamp, media: &[MediaRequest], server: &SessionConfig) -> Self {
        Self::between(&config(1000, IceMode::Full), now, media, server)
    }

    pub(super) fn between(
        caller: &SessionConfig,
        now: Timestamp,
        media: &[MediaRequest],
        server: &SessionConfig,
    ) -> Self {
        let (mut caller, offer, pending) = Session::offer(caller, now, media).unwrap();
        let (server, answer) = Session::answer(server, now, &offer).unwrap();
        caller.accept_answer(pending, &answer).unwrap();
        Self {
            caller,
            server,
            now,
            caller_events: Vec::new(),
            server_events: Vec::new(),
            connected: true,
        }
    }

    pub(super) fn run(&mut self, time: Duration) {
        let end = later(self.now, time);
        while self.now < end {
            self.now = later(self.now, STEP);
            self.caller.handle_timeout(self.now).unwrap();
            self.server.handle_timeout(self.now).unwrap();
            while self.exchange() {}
        }
    }

    fn exchange(&mut self) -> bool {
        let to_server = drain(&mut self.caller, &mut self.caller_events);
        let to_caller = drain(&mut self.server, &mut self.server_events);
        let moved = !to_server.is_empty() || !to_caller.is_empty();
        if !self.connected {
            return false;
        }
        for transmit in to_server {
            deliver(&mut self.server, self.now, &transmit);
            let answers = drain(&mut self.server, &mut self.server_events);
            for answer in answers {
                deliver(&mut self.caller, self.now, &answer);
            }
        }
        for transmit in to_caller {
            deliver(&mut self.caller, self.now, &transmit);
        }
        moved
    }

    fn send_from_caller(&mut self, sequence: u64) {
        let line = self.caller.media()[0].clone();
        let sent = self.caller.write_rtp(
            self.now,
            OutgoingRtp {
                mid: line.mid,
                payload_type: line.payload_type(Codec::Opus).unwrap(),
                sequence,
                rtp_time: u32::try_from(sequence * 960).unwrap(),
                marker: false,
                audio_level: Some(-30),
                nackable: false,
                payload: Arc::from([0xf8_u8, 1, 2, 3].as_slice()),
            },
        );
        assert!(sent);
        while self.exchange() {}
    }

    fn server_heard(&self) -> Vec<u64> {
        heard(&self.server_events)
    }
}

fn heard(events: &[Event]) -> Vec<u64> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Rtp(packet) => Some(packet.sequence),
            _ => None,
        })
        .collect()
}

fn drain(session: &mut Session, events: &mut Vec<Event>) -> Vec<Transmit> {
    let mut transmits = Vec::new();
    loop {
        match session.poll_output().unwrap() {
            Output::Transmit(transmit) => transmits.push(transmit),
            Output::Event(event) => events.push(event),
            Output::Timeout(_) => return transmits,
        }
    }
}

fn deliver(session: &mut Session, now: Timestamp, transmit: &Transmit) {
    let taken = session.handle_datagram(
        now,
        transmit.protocol,
        transmit.source,
        transmit.destination,
        transmit.contents(),
    );
    assert!(
        matches!(taken, Ok(()) | Err(SessionError::Flooded)),
        "{taken:?}"
    );
}

fn has(events: &[Event], wanted: fn(&Event) -> bool) -> bool {
    events.iter().any(wanted)
}

#[test]
fn a_lite_server_connects_and_hears_the_caller() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    assert!(has(&pair.server_events, |event| matches!(
        event,
        Event::Connected
    )));
    assert!(has(&pair.caller_events, |event| matches!(
        event,
        Event::Connected
    )));
    for sequence in 0..5 {
        pair.send_from_caller(sequence);
        pair.run(Duration::from_millis(20));
    }
    assert_eq!(pair.server_heard(), [0, 1, 2, 3, 4]);
}

#[test]
fn a_session_connects_long_after_the_engine_started() {
    let yesterday = Timestamp::from_millis(24 * 3_600 * 1_000);
    let server = config(2000, IceMode::Lite);
    let mut pair = Pair::at(yesterday, &[audio(Direction::SendRecv)], &server);
    pair.run(Duration::from_secs(2));
    assert!(has(&pair.server_events, |event| matches!(
        event,
        Event::Connected
    )));
}

#[test]
fn each_dtls_version_connects() {
    for version in [DtlsVersion::V12, DtlsVersion::V13, DtlsVersion::Auto] {
        let mut server = config(2000, IceMode::Lite);
        server.dtls = version;
        let mut pair = Pair::with(&[audio(Direction::SendRecv)], &server);
        pair.run(Duration::from_secs(3));
        let connected = has(&pair.server_events, |event| {
            matches!(event, Event::Connected)
        });
        // A caller that offers 1.2 to 1.3 meets each of them.
        assert!(connected, "{version:?}");
    }
}

#[test]
fn a_sending_caller_is_answered_recvonly() {
    let (_, offer, _) = Session::offer(
        &config(1000, IceMode::Full),
        Timestamp::from_nanos(0),
        &[audio(Direction::SendOnly)],
    )
    .unwrap();
    let (session, answer) = Session::answer(
        &config(2000, IceMode::Lite),
        Timestamp::from_nanos(0),
        &offer,
    )
    .unwrap();
    assert!(answer.contains("a=recvonly"));
    assert_eq!(session.media()[0].direction, Direction::RecvOnly);
}

#[test]
fn receive_only_answers_recvonly_to_a_caller_that_would_listen() {
    let mut server = config(2000, IceMode::Lite);
    server.offers.receive_only = true;
    let mut pair = Pair::with(&[audio(Direction::SendRecv)], &server);
    pair.run(Duration::from_secs(1));
    assert_eq!(pair.caller.media()[0].direction, Direction::SendOnly);
}

#[test]
fn silence_of_the_peer_is_told_and_so_is_its_return() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    pair.connected = false;
    pair.run(Duration::from_secs(25));
    assert!(has(&pair.server_events, |event| matches!(
        event,
        Event::Disconnected
    )));
}

#[test]
fn an_ice_restart_keeps_the_media_going() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    pair.send_from_caller(0);
    let before = pair.server.local_credentials();
    let fragment = SdpFragment::parse(
        "a=ice-ufrag:EEEE\r\na=ice-pwd:Zdu1UwEdOrkmPPaErh2rKgkc\r\n\
         a=candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host\r\n",
    )
    .unwrap();
    let answer = pair.server.restart_ice(&fragment).unwrap();
    assert!(answer.contains("a=candidate:"));
    assert_ne!(pair.server.local_credentials(), before);
    // The old path still carries packets while the new one is being checked.
    pair.send_from_caller(1);
    assert_eq!(pair.server_heard(), [0, 1]);
}

#[test]
fn a_restart_without_new_credentials_leaves_the_session_as_it_was() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    let before = pair.server.local_credentials();
    let fragment = SdpFragment::parse("a=ice-ufrag:EEEE\r\n").unwrap();
    assert!(matches!(
        pair.server.restart_ice(&fragment),
        Err(SessionError::Malformed(_))
    ));
    assert_eq!(pair.server.local_credentials(), before);
    pair.send_from_caller(0);
    assert_eq!(pair.server_heard(), [0]);
}

#[test]
fn candidates_of_another_generation_are_refused() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    let fragment = SdpFragment::parse("a=ice-ufrag:OTHER\r\n").unwrap();
    assert!(matches!(
        pair.server.add_candidates(&fragment),
        Err(SessionError::StaleCredentials(_))
    ));
}

#[test]
fn closing_tells_the_peer() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    pair.caller.close();
    pair.run(Duration::from_secs(1));
    assert!(has(&pair.server_events, |event| matches!(
        event,
        Event::Closed
    )));
}

#[test]
fn garbage_is_an_error_and_the_session_goes_on() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    let garbage = [0xff_u8; 40];
    let result = pair.server.handle_datagram(
        pair.now,
        Protocol::Udp,
        address(1000),
        address(2000),
        &garbage,
    );
    assert!(result.is_err());
    pair.send_from_caller(0);
    assert_eq!(pair.server_heard(), [0]);
}

#[test]
fn a_tampered_packet_is_not_heard() {
    let mut pair = Pair::new(&[audio(Direction::SendRecv)]);
    pair.run(Duration::from_secs(2));
    pair.send_from_caller(0);
    let forged = [
        0x80, 111, 0, 9, 0, 0, 0, 9, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ];
    let _ = pair.server.handle_datagram(
        pair.now,
        Protocol::Udp,
        address(1000),
        address(2000),
        &forged,
    );
    pair.run(Duration::from_millis(50));
    assert_eq!(pair.server_heard(), [0]);
}

/// A fatal alert, `handshake_failure`, as anybody can write it before there are keys.
fn forged_alert(sequence: u8) -> [u8; 15] {
    [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, sequence, 0, 2, 2, 40]
}

#[test]
fn a_forged_alert_does_not_end_a_handshake() {
    let mut counted = 0;
    for version in [DtlsVersion::V12, DtlsVersion::V13] {
        let server = SessionConfig {
            dtls: version,
            ..config(2000, IceMode::Lite)
        };
        let mut pair = Pair::with(&[audio(Direction::SendRecv)], &server);
        for round in 0..200 {
            let forged = forged_alert(round);
            for server in [true, false] {
                let (session, from, to) = if server {
                    (&mut pair.server, address(1000), address(2000))
                } else {
                    (&mut pair.caller, address(2000), address(1000))
                };
                match session.handle_datagram(pair.now, Protocol::Udp, from, to, &forged) {
                    Ok(()) => {}
                    Err(SessionError::Malformed(_)) => counted += 1,
                    Err(error) => panic!("{version:?}: {error}"),
                }
            }
            pair.run(STEP);
        }
        pair.run(Duration::from_secs(3));
        let connected = has(&pair.server_events, |event| {
            matches!(event, Event::Connected)
        });
        assert!(connected, "{version:?}");
    }
    assert!(counted > 0, "no alert came into a handshake");
}

#[test]
fn a_lite_peer_makes_us_check_few_addresses_and_none_that_only_we_reach() {
    let offer = |addresses: &[&str]| {
        let (_, offer, _) = Session::offer(
            &config(1000, IceMode::Full),
            Timestamp::ZERO,
            &[audio(Direction::SendRecv)],
        )
        .unwrap();
        let candidate = |address: &&str| format!("a=candidate:1 1 udp 1 {address} 9 typ host\r\n");
        let candidates: String = addresses.iter().map(candidate).collect();
        let own = |line: &&str| !line.starts_with("a=candidate:");
        let kept: Vec<&str> = offer.lines().filter(own).collect();
        kept.join("\r\n").replace("t=0 0", "t=0 0\r\na=ice-lite") + "\r\n" + &candidates
    };
    let mut public = config(2000, IceMode::Lite);
    public.candidates[0].address = "203.0.113.7:2000".parse().unwrap();
    let taken = |addresses: &[&str]| {
        let (session, _) = Session::answer(&public, Timestamp::ZERO, &offer(addresses)).unwrap();
        assert!(session.checks_connectivity());
        session.remote_candidates
    };
    assert_eq!(
        taken(&["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"]),
        0
    );
    assert_eq!(taken(&["198.51.100.1", "10.0.0.1", "2001:db8::1"]), 2);
    let many: Vec<String> = (1..50).map(|last| format!("198.51.100.{last}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(taken(&many), MAX_CHECKED_CANDIDATES);
}
