"""What of the settings is the media core's."""

from functools import partial
from typing import TYPE_CHECKING

from jackfield.config import Settings

if TYPE_CHECKING:
    from jackfield._core import EngineConfig as _CoreConfig


def core_config(made: "type[_CoreConfig]", settings: Settings) -> "_CoreConfig":
    """What the core is given of them."""
    recording = _recording(made, settings)
    return recording(
        workers=settings.workers,
        bind=settings.media_address,
        media_port=settings.media_port,
        tcp=settings.media_tcp,
        tcp_connections=settings.tcp_connections,
        tcp_unproven_per_address=settings.tcp_unproven_per_address,
        tcp_check_timeout_ms=settings.tcp_check_timeout_ms,
        advertised_ips=list(settings.advertised_ips),
        ice_servers=stun_urls(settings),
        sessions_per_worker=settings.sessions_per_worker,
        calls_per_worker=settings.calls_per_worker,
        members_per_call=settings.members_per_call,
        audio_slots_per_member=settings.audio_slots_per_member,
        sample_rate=settings.sample_rate,
        tap_ring_ms=settings.tap_ring_ms,
        playout_limit_ms=settings.playout_limit_ms,
        socket_buffer_bytes=settings.socket_buffer_bytes,
        max_packet_age_ms=settings.max_packet_age_ms,
        setup_timeout_ms=settings.setup_timeout_ms,
        consent_timeout_ms=settings.consent_timeout_ms,
        encoder_bitrate=settings.encoder_bitrate,
        encoder_complexity=settings.encoder_complexity,
        max_target_delay_ms=settings.max_target_delay_ms,
        red=settings.red,
        message_max_bytes=settings.message_max_bytes,
        message_queue_bytes=settings.message_queue_bytes,
        message_input_bytes_per_s=settings.message_input_bytes_per_s,
        messages_per_s=settings.messages_per_s,
        websocket_max_message_bytes=settings.websocket_max_message_bytes,
        websocket_max_picture_bytes=settings.websocket_max_picture_bytes,
        websocket_ping_ms=settings.websocket_ping_ms,
        websocket_pong_ms=settings.websocket_pong_ms,
        websocket_idle_ms=settings.websocket_idle_ms,
        websocket_input_ms=settings.websocket_input_ms,
        websocket_output_ms=settings.websocket_output_ms,
        websocket_stall_ms=settings.websocket_stall_ms,
        websocket_messages_per_s=settings.websocket_messages_per_s,
        websocket_bytes_per_s=settings.websocket_bytes_per_s,
        websocket_burst_ms=settings.websocket_burst_ms,
        offer_max_lines=settings.offer_max_lines,
        offer_max_section_lines=settings.offer_max_section_lines,
        offer_max_line_bytes=settings.offer_max_line_bytes,
        offer_max_sections=settings.offer_max_sections,
        offer_max_codec_lines=settings.offer_max_codec_lines,
    )


def _recording(made: "type[_CoreConfig]", settings: Settings) -> "partial[_CoreConfig]":
    return partial(
        made,
        recordings=settings.recordings,
        recording_queue_packets=settings.recording_queue_packets,
        recording_bitrate=settings.recording_bitrate,
        recording_complexity=settings.recording_complexity,
    )


def stun_urls(settings: Settings) -> list[str]:
    """The servers the core can use itself when it gathers candidates."""
    urls = (url for server in settings.ice_servers for url in server.urls)
    return [url for url in urls if url.startswith("stun:")]
