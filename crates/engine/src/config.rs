//! Limits and addresses of an engine.

mod messages;
mod recording;
mod websocket;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use jackfield_media::receiver::ReceiverConfig;
use jackfield_media::rtp::PayloadType;
use jackfield_media::sender::SenderConfig;
use jackfield_webrtc::{OfferLimits, OfferRules};

use crate::command::Route;
use crate::{EngineError, SessionId};
pub use messages::MessageConfig;
pub use recording::RecordingConfig;
pub use websocket::WebSocketConfig;

/// Frame rates that Opus decodes to directly.
const SAMPLE_RATES: [u32; 5] = [8_000, 12_000, 16_000, 24_000, 48_000];
/// Media frames are 20 ms everywhere.
pub(crate) const FRAME: Duration = Duration::from_millis(20);
/// As many as a listener could tell apart, and more.
const MOST_AUDIO_SLOTS: usize = 64;
/// A check needs a round trip or two.
const SHORTEST_CHECK: Duration = Duration::from_millis(100);

/// Everything that can be set; the defaults suit a server with some hundred calls.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// Media threads; 0 for one per core.
    pub workers: usize,
    /// Where the media sockets listen; an unspecified address means every interface.
    pub bind: IpAddr,
    /// Port of worker 0, worker i takes `media_port + i`; 0 for any free one.
    pub media_port: u16,
    /// Whether peers may come by ICE-TCP as well.
    pub tcp: bool,
    /// ICE-TCP connections that may be open at once, per worker and address.
    pub tcp_connections: usize,
    /// Of those, how many of one source address may be without an accepted check.
    pub tcp_unproven_per_address: usize,
    /// From the connection until a session accepts its check; then it is closed.
    pub tcp_check_timeout: Duration,
    /// Told to peers instead of the bound addresses.
    pub advertised_ips: Vec<IpAddr>,
    /// `stun:` URLs to ask for our address beyond a NAT; not asked from loopback, nor when an
    /// address is advertised.
    pub ice_servers: Vec<String>,
    /// Sessions a worker takes before it refuses.
    pub sessions_per_worker: usize,
    /// Calls a worker takes before it refuses.
    pub calls_per_worker: usize,
    /// Sessions one call takes before it refuses.
    pub members_per_call: usize,
    /// Others that one WebRTC member of a call may hear each by itself.
    pub audio_slots_per_member: usize,
    /// Of the frames towards the host, in Hz.
    pub sample_rate: u32,
    /// Audio kept per session for a host that does not drain.
    pub tap_ring: Duration,
    /// Audio from the host that may wait per session.
    pub playout_limit: Duration,
    /// Of each UDP socket, in bytes, each way.
    pub socket_buffer: usize,
    /// Media older than this on arrival is shed.
    pub max_packet_age: Duration,
    /// From the offer until media can flow.
    pub setup_timeout: Duration,
    /// From the loss of consent until the session ends.
    pub consent_timeout: Duration,
    /// Of our own Opus, in bit/s.
    pub encoder_bitrate: u32,
    /// Of our own Opus, 0 to 10.
    pub encoder_complexity: u8,
    /// Upper bound of the adaptive jitter buffer.
    pub max_target_delay: Duration,
    /// Send RED where it was negotiated.
    pub red: bool,
    /// How large an offer may be.
    pub offers: OfferLimits,
    /// Calls over WebSocket.
    pub websocket: WebSocketConfig,
    /// Data channels.
    pub messages: MessageConfig,
    /// Files that calls are recorded to.
    pub recording: RecordingConfig,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            workers: 0,
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            media_port: 0,
            tcp: true,
            tcp_connections: 4096,
            tcp_unproven_per_address: 64,
            tcp_check_timeout: Duration::from_secs(10),
            advertised_ips: Vec::new(),
            ice_servers: Vec::new(),
            sessions_per_worker: 2000,
            calls_per_worker: 2000,
            members_per_call: 500,
            audio_slots_per_member: 16,
            sample_rate: 48_000,
            tap_ring: Duration::from_millis(200),
            playout_limit: Duration::from_secs(10),
            socket_buffer: 512 * 1024,
            max_packet_age: Duration::from_millis(200),
            setup_timeout: Duration::from_secs(15),
            consent_timeout: Duration::from_secs(10),
            encoder_bitrate: 32_000,
            encoder_complexity: 5,
            max_target_delay: Duration::from_millis(400),
            red: true,
            offers: OfferLimits::default(),
            websocket: WebSocketConfig::default(),
            messages: MessageConfig::default(),
            recording: RecordingConfig::default(),
        }
    }
}

impl EngineConfig {
    /// Checks every field; the error names the first that is out of range.
    pub fn validate(&self) -> Result<(), EngineError> {
        let worker_limit = SessionId::MAX_WORKERS;
        check("workers", self.workers <= worker_limit, || {
            format!("at most {worker_limit}")
        })?;
        check("tcp_connections", self.tcp_connections > 0, || {
            "at least 1".into()
        })?;
        check(
            "tcp_unproven_per_address",
            self.tcp_unproven_per_address > 0,
            || "at least 1".into(),
        )?;
        check(
            "tcp_check_timeout_ms",
            self.tcp_check_timeout >= SHORTEST_CHECK,
            || "at least 100 ms".into(),
        )?;
        check("sessions_per_worker", self.sessions_per_worker > 0, || {
            "at least 1".into()
        })?;
        self.validate_calls()?;
        check(
            "sample_rate",
            SAMPLE_RATES.contains(&self.sample_rate),
            || format!("one of {SAMPLE_RATES:?} Hz, not {}", self.sample_rate),
        )?;
        check("tap_ring_ms", self.tap_ring >= FRAME, || {
            "at least 20 ms".into()
        })?;
        check("playout_limit_ms", self.playout_limit >= FRAME * 2, || {
            "at least 40 ms".into()
        })?;
        check("socket_buffer_bytes", self.socket_buffer >= 4096, || {
            "at least 4096".into()
        })?;
        check(
            "encoder_bitrate",
            (6_000..=510_000).contains(&self.encoder_bitrate),
            || "6,000 to 510,000 bit/s (RFC 6716)".into(),
        )?;
        check("encoder_complexity", self.encoder_complexity <= 10, || {
            "0 to 10".into()
        })?;
        check(
            "max_target_delay_ms",
            self.max_target_delay >= FRAME,
            || "at least 20 ms".into(),
        )?;
        self.validate_offers()?;
        self.messages.validate()?;
        self.websocket.validate()?;
        self.recording.validate()
    }

    fn validate_calls(&self) -> Result<(), EngineError> {
        check("calls_per_worker", self.calls_per_worker > 0, || {
            "at least 1".into()
        })?;
        check("members_per_call", self.members_per_call > 0, || {
            "at least 1".into()
        })?;
        let slots = self.audio_slots_per_member;
        check("audio_slots_per_member", slots <= MOST_AUDIO_SLOTS, || {
            format!("at most {MOST_AUDIO_SLOTS}")
        })
    }

    fn validate_offers(&self) -> Result<(), EngineError> {
        let limits = &self.offers;
        for (field, limit) in [
            ("offer_max_lines", limits.lines),
            ("offer_max_section_lines", limits.section_lines),
            ("offer_max_line_bytes", limits.line_bytes),
            ("offer_max_sections", limits.sections),
            ("offer_max_codec_lines", limits.codec_lines),
        ] {
            check(field, limit > 0, || "at least 1".into())?;
        }
        Ok(())
    }

    /// How an offer is read that comes for a route.
    pub(crate) fn offer_rules(&self, route: Route) -> OfferRules {
        OfferRules {
            limits: self.offers,
            receive_only: route == Route::Listen,
            // Elsewhere there are no others.
            audio_slots: route.call().map_or(0, |_| self.audio_slots_per_member),
        }
    }

    /// The workers to start, with 0 resolved.
    pub fn worker_count(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism()
                .map_or(1, usize::from)
                .min(SessionId::MAX_WORKERS),
            count => count,
        }
    }

    /// Samples of one 20 ms frame towards the host.
    pub fn frame_samples(&self) -> usize {
        self.sample_rate as usize / 50
    }

    pub(crate) fn receiver(&self) -> ReceiverConfig {
        ReceiverConfig {
            sample_rate: self.sample_rate,
            max_target_delay: self.max_target_delay,
            ..ReceiverConfig::default()
        }
    }

    /// `opus` is the negotiated payload type, `red` whether RED was negotiated too.
    pub(crate) fn sender(&self, opus: PayloadType, red: bool) -> SenderConfig {
        SenderConfig {
            bitrate: self.encoder_bitrate,
            complexity: self.encoder_complexity,
            playout_limit: self.playout_limit,
            opus_payload_type: opus,
            red_distance: (red && self.red).then_some(1),
            fec: true,
        }
    }
}

fn check(
    field: &'static str,
    holds: bool,
    expected: impl FnOnce() -> String,
) -> Result<(), EngineError> {
    if holds {
        return Ok(());
    }
    Err(EngineError::Config {
        field,
        reason: expected(),
    })
}

#[cfg(test)]
mod tests;
