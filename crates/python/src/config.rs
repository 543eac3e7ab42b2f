//! `EngineConfig`.

use std::net::IpAddr;
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::errors;

#[pyclass(frozen, module = "jackfield._core")]
pub(crate) struct EngineConfig {
    pub(crate) config: jackfield_engine::EngineConfig,
}

#[pymethods]
impl EngineConfig {
    #[new]
    #[pyo3(signature = (
        *,
        workers = 0,
        bind = "127.0.0.1",
        media_port = 0,
        tcp = true,
        tcp_connections = 4096,
        tcp_unproven_per_address = 64,
        tcp_check_timeout_ms = 10_000,
        advertised_ips = Vec::new(),
        ice_servers = Vec::new(),
        sessions_per_worker = 2000,
        calls_per_worker = 2000,
        members_per_call = 500,
        audio_slots_per_member = 16,
        sample_rate = 48_000,
        tap_ring_ms = 200,
        playout_limit_ms = 10_000,
        socket_buffer_bytes = 524_288,
        max_packet_age_ms = 200,
        setup_timeout_ms = 15_000,
        consent_timeout_ms = 10_000,
        encoder_bitrate = 32_000,
        encoder_complexity = 5,
        max_target_delay_ms = 400,
        red = true,
        message_max_bytes = 65_536,
        message_queue_bytes = 262_144,
        message_input_bytes_per_s = 262_144,
        messages_per_s = 100,
        websocket_max_message_bytes = 65_536,
        websocket_max_picture_bytes = 262_144,
        websocket_ping_ms = 15_000,
        websocket_pong_ms = 10_000,
        websocket_idle_ms = 0,
        websocket_input_ms = 400,
        websocket_output_ms = 400,
        websocket_stall_ms = 10_000,
        recordings = 1000,
        recording_queue_packets = 16_384,
        recording_bitrate = 32_000,
        recording_complexity = 5,
        websocket_messages_per_s = 1000,
        websocket_bytes_per_s = 1_000_000,
        websocket_burst_ms = 2000,
        offer_max_lines = 1000,
        offer_max_section_lines = 400,
        offer_max_line_bytes = 2048,
        offer_max_sections = 24,
        offer_max_codec_lines = 150,
    ))]
    #[allow(
        clippy::too_many_arguments,
        clippy::too_many_lines,
        clippy::fn_params_excessive_bools,
        clippy::similar_names,
        reason = "one keyword argument per field, named like it, is what Python's users expect"
    )]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "extraction from Python gives owned values"
    )]
    fn new(
        workers: usize,
        bind: &str,
        media_port: u16,
        tcp: bool,
        tcp_connections: usize,
        tcp_unproven_per_address: usize,
        tcp_check_timeout_ms: u64,
        advertised_ips: Vec<String>,
        ice_servers: Vec<String>,
        sessions_per_worker: usize,
        calls_per_worker: usize,
        members_per_call: usize,
        audio_slots_per_member: usize,
        sample_rate: u32,
        tap_ring_ms: u64,
        playout_limit_ms: u64,
        socket_buffer_bytes: usize,
        max_packet_age_ms: u64,
        setup_timeout_ms: u64,
        consent_timeout_ms: u64,
        encoder_bitrate: u32,
        encoder_complexity: u8,
        max_target_delay_ms: u64,
        red: bool,
        message_max_bytes: usize,
        message_queue_bytes: usize,
        message_input_bytes_per_s: usize,
        messages_per_s: u32,
        websocket_max_message_bytes: usize,
        websocket_max_picture_bytes: usize,
        websocket_ping_ms: u64,
        websocket_pong_ms: u64,
        websocket_idle_ms: u64,
        websocket_input_ms: u64,
        websocket_output_ms: u64,
        websocket_stall_ms: u64,
        recordings: usize,
        recording_queue_packets: usize,
        recording_bitrate: u32,
        recording_complexity: u8,
        websocket_messages_per_s: u32,
        websocket_bytes_per_s: u32,
        websocket_burst_ms: u64,
        offer_max_lines: usize,
        offer_max_section_lines: usize,
        offer_max_line_bytes: usize,
        offer_max_sections: usize,
        offer_max_codec_lines: usize,
    ) -> PyResult<Self> {
        let advertised_ips = advertised_ips
            .iter()
            .map(|ip| address("advertised_ips", ip))
            .collect::<PyResult<_>>()?;
        let config = jackfield_engine::EngineConfig {
            workers,
            bind: address("bind", bind)?,
            media_port,
            tcp,
            tcp_connections,
            tcp_unproven_per_address,
            tcp_check_timeout: Duration::from_millis(tcp_check_timeout_ms),
            advertised_ips,
            ice_servers,
            sessions_per_worker,
            calls_per_worker,
            members_per_call,
            audio_slots_per_member,
            sample_rate,
            tap_ring: Duration::from_millis(tap_ring_ms),
            playout_limit: Duration::from_millis(playout_limit_ms),
            socket_buffer: socket_buffer_bytes,
            max_packet_age: Duration::from_millis(max_packet_age_ms),
            setup_timeout: Duration::from_millis(setup_timeout_ms),
            consent_timeout: Duration::from_millis(consent_timeout_ms),
            encoder_bitrate,
            encoder_complexity,
            max_target_delay: Duration::from_millis(max_target_delay_ms),
            red,
            messages: jackfield_engine::MessageConfig {
                max_message: message_max_bytes,
                queue: message_queue_bytes,
                input_rate: message_input_bytes_per_s,
                input_messages: messages_per_s,
            },
            offers: jackfield_webrtc::OfferLimits {
                lines: offer_max_lines,
                section_lines: offer_max_section_lines,
                line_bytes: offer_max_line_bytes,
                sections: offer_max_sections,
                codec_lines: offer_max_codec_lines,
            },
            websocket: jackfield_engine::WebSocketConfig {
                max_message: websocket_max_message_bytes,
                max_picture: websocket_max_picture_bytes,
                ping_interval: Duration::from_millis(websocket_ping_ms),
                pong_timeout: Duration::from_millis(websocket_pong_ms),
                idle_timeout: Duration::from_millis(websocket_idle_ms),
                input_limit: Duration::from_millis(websocket_input_ms),
                output_limit: Duration::from_millis(websocket_output_ms),
                stall_timeout: Duration::from_millis(websocket_stall_ms),
                messages_per_second: websocket_messages_per_s,
                bytes_per_second: websocket_bytes_per_s,
                burst: Duration::from_millis(websocket_burst_ms),
            },
            recording: jackfield_engine::RecordingConfig {
                limit: recordings,
                queue: recording_queue_packets,
                bitrate: recording_bitrate,
                complexity: recording_complexity,
            },
        };
        config.validate().map_err(errors::engine)?;
        Ok(Self { config })
    }
}

fn address(field: &str, text: &str) -> PyResult<IpAddr> {
    text.parse()
        .map_err(|_| PyValueError::new_err(format!("{field}: {text:?} is not an IP address")))
}
