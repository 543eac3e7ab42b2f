"""Settings of the media core."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from jackfield.config_values import Flag, TextList, Unit

_OPUS_RATES = (8000, 12_000, 16_000, 24_000, 48_000)


class MediaSettings(BaseSettings):
    """What :class:`jackfield.config.Settings` says of the core."""

    workers: Annotated[
        int, Unit("threads"), Field(ge=0, description="media threads; 0: one per core")
    ] = 0
    media_bind: Annotated[
        str, Field(description="address of the media sockets; empty: the same as host")
    ] = ""
    media_port: Annotated[
        int,
        Field(ge=0, le=65535, description="UDP and TCP port of worker 0, the next take the next"),
    ] = 0
    media_tcp: Annotated[bool, Field(description="offer ICE over TCP as well")] = True
    tcp_connections: Annotated[
        int,
        Unit("connections"),
        Field(ge=1, description="ICE-TCP connections per media thread and address"),
    ] = 4096
    tcp_unproven_per_address: Annotated[
        int,
        Unit("connections"),
        Field(ge=1, description="of those and one client address, without an accepted ICE check"),
    ] = 64
    tcp_check_timeout_ms: Annotated[
        int, Unit("ms"), Field(ge=100, description="from a TCP connection to its accepted check")
    ] = 10_000
    advertised_ips: Annotated[
        TextList,
        Flag("--advertise"),
        Field(description="told to peers instead of the bound addresses (NAT, Docker)"),
    ] = ()
    sessions_per_worker: Annotated[
        int, Unit("sessions"), Field(ge=1, description="sessions that one media thread takes")
    ] = 2000
    calls_per_worker: Annotated[
        int, Unit("calls"), Field(ge=1, description="calls that one media thread takes")
    ] = 2000
    members_per_call: Annotated[
        int, Unit("sessions"), Field(ge=1, description="members that one call takes")
    ] = 500
    audio_slots_per_member: Annotated[
        int,
        Unit("slots"),
        Field(ge=0, le=64, description="others whom a WebRTC member hears each by itself"),
    ] = 16
    sample_rate: Annotated[
        int,
        Unit("Hz"),
        Field(description="of the frames that agents get: 8000, 12000, 16000, 24000 or 48000"),
    ] = 48_000
    tap_ring_ms: Annotated[
        int, Unit("ms"), Field(ge=20, description="audio kept per session for a busy agent")
    ] = 200
    playout_limit_ms: Annotated[
        int,
        Unit("ms"),
        Field(ge=1000, description="audio of an agent that may wait for play-out per session"),
    ] = 10_000
    socket_buffer_bytes: Annotated[
        int, Unit("bytes"), Field(ge=4096, description="of each media socket, each way")
    ] = 524_288
    max_packet_age_ms: Annotated[
        int, Unit("ms"), Field(ge=1, description="older packets are shed when overloaded")
    ] = 200
    setup_timeout_ms: Annotated[
        int, Unit("ms"), Field(ge=100, description="from the offer until media flows")
    ] = 15_000
    consent_timeout_ms: Annotated[
        int, Unit("ms"), Field(ge=100, description="until a peer that vanished is gone")
    ] = 10_000
    encoder_bitrate: Annotated[
        int, Unit("bit/s"), Field(ge=6000, le=510_000, description="of our own Opus")
    ] = 32_000
    encoder_complexity: Annotated[
        int, Field(ge=0, le=10, description="of our own Opus: 0 is cheapest")
    ] = 5
    max_target_delay_ms: Annotated[
        int, Unit("ms"), Field(ge=20, description="upper bound of the adaptive jitter buffer")
    ] = 400
    red: Annotated[bool, Field(description="send redundant audio (RED) where negotiated")] = True
    message_max_bytes: Annotated[
        int, Unit("bytes"), Field(ge=1024, description="largest message on a data channel")
    ] = 65_536
    message_queue_bytes: Annotated[
        int,
        Unit("bytes"),
        Field(ge=1024, description="messages that a peer has not confirmed, or nobody fetched"),
    ] = 262_144
    message_input_bytes_per_s: Annotated[
        int,
        Unit("bytes/s"),
        Field(ge=1024, description="taken of a peer's data channel; more is held back"),
    ] = 262_144
    messages_per_s: Annotated[
        int, Unit("1/s"), Field(ge=1, description="messages taken of a peer; more are dropped")
    ] = 100
    websocket_max_message_bytes: Annotated[
        int, Unit("bytes"), Field(ge=4096, description="largest WebSocket message")
    ] = 65_536
    websocket_max_picture_bytes: Annotated[
        int,
        Unit("bytes"),
        Field(ge=4096, le=4_194_304, description="largest video frame over WebSocket or Tox"),
    ] = 262_144
    websocket_ping_ms: Annotated[
        int, Unit("ms"), Field(ge=100, description="between two pings to a WebSocket client")
    ] = 15_000
    websocket_pong_ms: Annotated[
        int,
        Unit("ms"),
        Field(ge=100, description="from a ping until something comes, or the client is gone"),
    ] = 10_000
    websocket_idle_ms: Annotated[
        int,
        Unit("ms"),
        Field(ge=0, description="without a message until a WebSocket is closed; 0 for ever"),
    ] = 0
    websocket_input_ms: Annotated[
        int, Unit("ms"), Field(ge=100, description="audio of a client that may wait after a burst")
    ] = 400
    websocket_output_ms: Annotated[
        int,
        Unit("ms"),
        Field(ge=100, description="audio that may wait for a client that reads slowly"),
    ] = 400
    websocket_stall_ms: Annotated[
        int,
        Unit("ms"),
        Field(ge=100, description="without a byte taken until a slow client is given up"),
    ] = 10_000
    websocket_messages_per_s: Annotated[
        int,
        Unit("messages/s"),
        Field(ge=50, le=1_000_000, description="audio messages of one WebSocket client"),
    ] = 1000
    websocket_bytes_per_s: Annotated[
        int,
        Unit("bytes/s"),
        Field(ge=16_000, le=100_000_000, description="all that one WebSocket client sends"),
    ] = 1_000_000
    websocket_burst_ms: Annotated[
        int,
        Unit("ms"),
        Field(ge=100, description="of both may come at once, beyond that rate"),
    ] = 2000
    offer_max_lines: Annotated[
        int, Unit("lines"), Field(ge=1, description="longest offer that is read")
    ] = 1000
    offer_max_section_lines: Annotated[
        int, Unit("lines"), Field(ge=1, description="of one media section of an offer")
    ] = 400
    offer_max_line_bytes: Annotated[
        int, Unit("bytes"), Field(ge=1, description="longest line of an offer")
    ] = 2048
    offer_max_sections: Annotated[
        int, Unit("sections"), Field(ge=1, description="media sections of an offer")
    ] = 24
    offer_max_codec_lines: Annotated[
        int,
        Unit("lines"),
        Field(ge=1, description="rtpmap, fmtp and ssrc lines of one section, each"),
    ] = 150

    @field_validator("sample_rate")
    @classmethod
    def _rate_is_of_opus(cls, rate: int) -> int:
        if rate not in _OPUS_RATES:
            message = f"{rate} Hz is no rate that Opus decodes to: {_OPUS_RATES}"
            raise ValueError(message)
        return rate
