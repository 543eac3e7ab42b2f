//! How a session is set up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::config::{CryptoProvider, DtlsCert};
use str0m::format::Codec::Tele;
use str0m::format::FormatParams;
use str0m::media::Frequency;
use str0m::{Candidate, Rtc, RtcConfig};

use crate::SessionError;
use crate::offer::OfferRules;
use crate::types::{Codec, Direction, MediaKind, Protocol};

/// Payload types of digits in offers of ours, by clock; that of Opus, and that of telephones.
const DIGITS: [(u8, Frequency); 2] = [
    (110, Frequency::FORTY_EIGHT_KHZ),
    (126, Frequency::EIGHT_KHZ),
];
/// Keys have the events up to this one.
const LAST_DIGIT: u8 = 15;

/// Who checks connectivity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IceMode {
    /// Answer checks only: right for a server with reachable addresses.
    Lite,
    /// Check by ourselves as well: needed when we offer, or when the peer is lite.
    Full,
}

/// The DTLS versions a session takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DtlsVersion {
    /// Follow the peer's `ClientHello`.
    #[default]
    Auto,
    /// DTLS 1.2 only.
    V12,
    /// DTLS 1.3 only.
    V13,
}

/// An address of ours that peers are told.
///
/// Behind one-to-one NAT or in a container this is the public address, not the bound one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalCandidate {
    /// UDP, or TCP in its passive role.
    pub protocol: Protocol,
    /// The address in the answer.
    pub address: SocketAddr,
    /// Where datagrams to that address come to.
    pub kind: CandidateKind,
}

/// How a local candidate came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateKind {
    /// Ours, or advertised as ours: datagrams handed in name it as their destination.
    Host,
    /// A STUN server saw us there; datagrams name the host candidate behind it.
    ServerReflexive {
        /// The host candidate.
        base: SocketAddr,
    },
}

/// A media section of an offer of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaRequest {
    /// Audio or video.
    pub kind: MediaKind,
    /// As seen from us.
    pub direction: Direction,
}

/// The DTLS certificate that many sessions share, with the crypto it was made by.
///
/// Making one costs more than the rest of a session's set-up, so an engine makes it once.
#[derive(Clone)]
pub struct Certificate {
    certificate: DtlsCert,
    provider: Arc<CryptoProvider>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Certificate(…)")
    }
}

impl Certificate {
    /// Makes a fresh self-signed certificate.
    pub fn generate() -> Result<Self, SessionError> {
        let provider = Arc::new(crate::dtls::crypto_provider());
        let certificate = provider
            .dtls_provider
            .generate_certificate()
            .ok_or_else(|| SessionError::Failed("no DTLS certificate could be made".into()))?;
        Ok(Self {
            certificate,
            provider,
        })
    }
}

/// How much a peer may say on the data channel, and whether we open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataConfig {
    /// Whether an offer of ours has a channel.
    pub offers_channel: bool,
    /// Of a message of the peer, in bytes; told to it.
    pub max_message: u32,
    /// Of our messages that the peer has not confirmed, in bytes.
    pub send_buffer: usize,
    /// Taken of the peer, in bytes per second; twice as much may come at once.
    pub input_rate: u32,
}

impl Default for DataConfig {
    fn default() -> Self {
        Self {
            offers_channel: false,
            max_message: 64 * 1024,
            send_buffer: 256 * 1024,
            input_rate: 256 * 1024,
        }
    }
}

/// Everything a session needs besides the peer's offer.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// The instant that `Timestamp` zero stands for.
    pub epoch: Instant,
    /// Shared between sessions.
    pub certificate: Certificate,
    /// Told to the peer in the answer or offer.
    pub candidates: Vec<LocalCandidate>,
    /// Lite by default; an offer by a lite peer turns it to full.
    pub ice: IceMode,
    /// Which DTLS versions to take.
    pub dtls: DtlsVersion,
    /// The codecs to negotiate, in no particular order: the peer's order decides.
    pub codecs: Vec<Codec>,
    /// How [`crate::Session::answer`] reads an offer; one that is parsed already was read by others.
    pub offers: OfferRules,
    /// How often [`crate::Event::PeerReport`] comes; `None` turns it off and saves its cost.
    pub report_interval: Option<Duration>,
    /// Negotiate digits (RFC 4733) beside audio.
    pub digits: bool,
    /// Of the data channel.
    pub data: DataConfig,
}

impl SessionConfig {
    /// `start` is the session's own: the handshake's time-out counts from it.
    pub(crate) fn build(&self, ice: IceMode, start: Instant) -> Result<Rtc, SessionError> {
        let has = |codec| self.codecs.contains(&codec);
        let config = RtcConfig::new()
            .set_crypto_provider(self.certificate.provider.clone())
            .set_dtls_cert(self.certificate.certificate.clone())
            .set_dtls_version(self.dtls.into())
            .set_ice_lite(ice == IceMode::Lite)
            .set_rtp_mode(true)
            .set_sctp_max_message_size(self.data.max_message)
            .set_sctp_max_buffered_amount(self.data.send_buffer)
            .set_stats_interval(self.report_interval)
            .clear_codecs()
            .enable_opus(has(Codec::Opus), has(Codec::Red))
            .enable_vp8(has(Codec::Vp8));
        let mut config = config;
        if self.digits {
            for (payload_type, clock_rate) in DIGITS {
                let format = FormatParams {
                    telephone_event_max: Some(LAST_DIGIT),
                    ..FormatParams::default()
                };
                let codec = config.codec_config();
                codec.add_config(payload_type.into(), None, Tele, clock_rate, None, format);
            }
        }
        let mut rtc = config.build(start);
        for candidate in &self.candidates {
            rtc.add_local_candidate(candidate.to_str0m()?);
        }
        Ok(rtc)
    }
}

impl LocalCandidate {
    fn to_str0m(self) -> Result<Candidate, SessionError> {
        let built = match (self.protocol, self.kind) {
            (Protocol::Udp, CandidateKind::Host) => Candidate::host(self.address, "udp"),
            (Protocol::Udp, CandidateKind::ServerReflexive { base }) => {
                Candidate::server_reflexive(self.address, base, "udp")
            }
            (Protocol::Tcp, _) => Candidate::builder()
                .tcp()
                .host(self.address)
                .tcptype(str0m::net::TcpType::Passive)
                .build(),
        };
        built.map_err(|error| SessionError::Failed(format!("candidate {}: {error}", self.address)))
    }
}

impl From<DtlsVersion> for str0m::config::DtlsVersion {
    fn from(version: DtlsVersion) -> Self {
        match version {
            DtlsVersion::Auto => Self::Auto,
            DtlsVersion::V12 => Self::Dtls12,
            DtlsVersion::V13 => Self::Dtls13,
        }
    }
}

#[cfg(test)]
mod tests;
