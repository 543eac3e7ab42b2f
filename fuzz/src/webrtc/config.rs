//! How the sessions of all targets are set up.

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Instant;

use jackfield_webrtc::{
    CandidateKind, Certificate, Codec, DataConfig, DtlsVersion, IceMode, LocalCandidate,
    OfferRules, Protocol, SessionConfig,
};

/// Where the server listens.
pub const SERVER: SocketAddr = address(1, 2000);
/// Where the caller is.
pub const CALLER: SocketAddr = address(2, 1000);
/// Where somebody else is.
pub const STRANGER: SocketAddr = address(3, 3000);

/// Made once: it costs more than a session.
static CERTIFICATE: LazyLock<Certificate> =
    LazyLock::new(|| Certificate::generate().expect("a certificate"));
#[allow(clippy::disallowed_methods, reason = "only differences of it are used")]
static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Takes everything that a session can take.
pub fn config(address: SocketAddr, ice: IceMode) -> SessionConfig {
    let candidate = |protocol| LocalCandidate {
        protocol,
        address,
        kind: CandidateKind::Host,
    };
    SessionConfig {
        epoch: *EPOCH,
        certificate: CERTIFICATE.clone(),
        candidates: vec![candidate(Protocol::Udp), candidate(Protocol::Tcp)],
        ice,
        dtls: DtlsVersion::Auto,
        codecs: vec![Codec::Opus, Codec::Red, Codec::Vp8],
        offers: OfferRules::default(),
        report_interval: None,
        digits: true,
        data: DataConfig::default(),
    }
}

/// RFC 5737 keeps 192.0.2.0/24 for documents.
const fn address(host: u8, port: u16) -> SocketAddr {
    let ip = std::net::Ipv4Addr::new(192, 0, 2, host);
    SocketAddr::new(std::net::IpAddr::V4(ip), port)
}
