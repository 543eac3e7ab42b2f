"""Every setting of a server: name, default, unit and range in one place.

A value comes from, in this order: a flag of ``jackfield serve``, the environment
(``JACKFIELD_<NAME>``), a TOML file, the default here. ``jackfield config`` prints what is in force
and where it came from. docs/configuration.md is checked against this file.
"""

import json
import re
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_PREFIX = "JACKFIELD_"

LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]
LogFormat: TypeAlias = Literal["auto", "json", "console"]
TransportMode: TypeAlias = Literal["webrtc", "websocket", "auto"]

TransportName: TypeAlias = Literal["whip", "websocket"]

_OPUS_RATES = (8000, 12_000, 16_000, 24_000, 48_000)
_ICE_ADDRESS = re.compile(r"[A-Za-z0-9.\-:\[\]?=]+")
_ICE_SCHEMES = ("stun", "stuns", "turn", "turns")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts; shown by ``--help`` and in docs/configuration.md."""

    name: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A command-line flag whose name is not just the setting's."""

    name: str


def split_list(value: object) -> object:
    """Read ``a,b`` and ``["a", "b"]`` alike, as flags and the environment can hold only text."""
    if isinstance(value, str):
        text = value.strip()
        if text.startswith(("[", "{")):
            parsed: object = json.loads(text)
            return parsed if isinstance(parsed, list) else [parsed]
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(value, list):
        return [part for item in value for part in _flattened(item)]
    return value


def _flattened(item: object) -> list[object]:
    parts = split_list(item)
    return parts if isinstance(parts, list) else [item]


class IceServer(BaseModel):
    """A STUN or TURN server, as it is told to clients (RFC 9725 §4.6)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urls: tuple[str, ...] = Field(min_length=1)
    username: str | None = None
    credential: SecretStr | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, str):
            return {"urls": (value,)}
        if isinstance(value, dict) and isinstance(value.get("urls"), str):
            return {**value, "urls": (value["urls"],)}
        return value

    @field_validator("urls")
    @classmethod
    def _urls_are_of_ice(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            scheme, _, address = url.partition(":")
            if scheme not in _ICE_SCHEMES or not _ICE_ADDRESS.fullmatch(address):
                message = f"{url!r} is no ICE server: write stun:host:port or turn:host:port"
                raise ValueError(message)
        return urls

    @model_validator(mode="after")
    def _can_be_told(self) -> "IceServer":
        secret = self.credential.get_secret_value() if self.credential is not None else ""
        told = (self.username or "") + secret
        if not (told.isascii() and told.isprintable()):
            # They are told in an HTTP header.
            raise ValueError("an ICE server's username and credential must be printable ASCII")
        for url in self.urls:
            scheme = url.partition(":")[0]
            if scheme.startswith("turn") and (self.username is None or self.credential is None):
                message = f"{url!r} needs a username and a credential"
                raise ValueError(message)
        return self


TextList: TypeAlias = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_list)]
SecretList: TypeAlias = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(split_list)]
IceServers: TypeAlias = Annotated[tuple[IceServer, ...], NoDecode, BeforeValidator(split_list)]

TransportNames: TypeAlias = Annotated[
    tuple[TransportName, ...], NoDecode, BeforeValidator(split_list)
]

_DEFAULT_ICE_SERVERS = (
    IceServer(urls=("stun:stun.l.google.com:19302",)),
    IceServer(urls=("stun:stun.cloudflare.com:3478",)),
)


class Settings(BaseSettings):
    """The settings in force; immutable."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True)

    host: Annotated[str, Field(description="address the HTTP server listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="its TCP port; 0 for any free one")] = (
        8080
    )
    agent: Annotated[
        str,
        Field(description="parrot, pcm-parrot, transcoding-parrot, or module:function of yours"),
    ] = "parrot"
    agent_choices: Annotated[
        TextList,
        Flag("--agent-choice"),
        Field(
            description="agents that callers may ask for besides agent; "
            "empty: the built-in ones if agent is one of them"
        ),
    ] = ()
    api_keys: Annotated[
        SecretList,
        Flag("--api-key"),
        Field(description="keys that clients send as Authorization: Bearer KEY; secret"),
    ] = ()
    allow_anonymous: Annotated[
        bool, Field(description="serve the network without keys; everybody may open calls")
    ] = False
    transport: Annotated[
        TransportMode,
        Field(description="what new clients are told to use; auto: see websocket_share"),
    ] = "webrtc"
    websocket_share: Annotated[
        float,
        Field(ge=0, le=1, description="share of clients told to use a WebSocket in mode auto"),
    ] = 0.0
    served_transports: Annotated[
        TransportNames,
        Flag("--served-transport"),
        Field(min_length=1, description="ways into new calls; the others answer 404"),
    ] = ("whip", "websocket")
    cors_origins: Annotated[
        TextList,
        Flag("--cors-origin"),
        Field(description="other origins whose pages may use the server; * for all of them"),
    ] = ()
    ice_servers: Annotated[
        IceServers,
        Flag("--ice-server"),
        Field(description="STUN and TURN servers told to clients; empty for none"),
    ] = _DEFAULT_ICE_SERVERS
    trusted_proxies: Annotated[
        TextList,
        Flag("--trusted-proxy"),
        Field(description="proxies whose X-Forwarded-For names the client; addresses or networks"),
    ] = ()

    tls_cert: Annotated[str, Field(description="certificate (PEM) to serve HTTPS with")] = ""
    tls_key: Annotated[str, Field(description="its key (PEM)")] = ""
    tls_self_signed: Annotated[
        bool, Field(description="serve HTTPS with a certificate of our own, and show a QR code")
    ] = False

    max_sessions: Annotated[
        int,
        Unit("sessions"),
        Field(ge=0, description="sessions of the server; 0: workers x sessions_per_worker"),
    ] = 0
    overflow_url: Annotated[
        HttpUrl | None,
        Field(description="WHIP endpoint that takes offers over the limit (307); else 503"),
    ] = None
    retry_after_s: Annotated[
        int, Unit("s"), Field(ge=1, description="told to clients that are refused for now")
    ] = 5
    rate_limit: Annotated[
        float,
        Unit("requests/s"),
        Field(ge=0, description="requests about calls or with a key, per address; 0: no limit"),
    ] = 50.0
    rate_burst: Annotated[
        int, Unit("requests"), Field(ge=1, description="that many at once before the limit")
    ] = 200
    rate_clients: Annotated[
        int,
        Unit("addresses"),
        Field(ge=1, description="client addresses that are remembered for the limit"),
    ] = 10_000
    max_body_bytes: Annotated[
        int, Unit("bytes"), Field(ge=1024, description="largest request body")
    ] = 65_536
    max_header_bytes: Annotated[
        int, Unit("bytes"), Field(ge=1024, description="largest request line with all headers")
    ] = 16_384
    request_timeout_s: Annotated[
        float,
        Unit("s"),
        Field(
            gt=0, description="wait for headers, for a body, for the core, and for a slow reader"
        ),
    ] = 10.0
    keep_alive_s: Annotated[
        int, Unit("s"), Field(ge=1, description="keep a connection without a request")
    ] = 5
    http_connections: Annotated[
        int,
        Unit("connections"),
        Field(ge=1, description="HTTP connections; one more closes that which waits longest"),
    ] = 4096
    http_connections_per_address: Annotated[
        int,
        Unit("connections"),
        Field(ge=1, description="of those and one client address, trusted proxies excepted"),
    ] = 256
    drain_timeout_s: Annotated[
        float, Unit("s"), Field(ge=0, description="after SIGTERM: wait for calls to end")
    ] = 30.0
    agent_grace_s: Annotated[
        float, Unit("s"), Field(ge=0, description="after a call: wait for its agent to return")
    ] = 5.0
    log_level: Annotated[LogLevel, Field(description="least severe log event written")] = "info"
    log_format: Annotated[
        LogFormat, Field(description="auto: console on a terminal, else json")
    ] = "auto"
    access_log: Annotated[bool, Field(description="log each HTTP request")] = False

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
    websocket_max_message_bytes: Annotated[
        int, Unit("bytes"), Field(ge=4096, description="largest WebSocket message")
    ] = 65_536
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

    @field_validator("api_keys")
    @classmethod
    def _keys_are_sendable(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for key in keys:
            secret = key.get_secret_value()
            if not secret or not secret.isascii() or any(sign.isspace() for sign in secret):
                raise ValueError("a key must be ASCII without spaces")
        return keys

    @field_validator("sample_rate")
    @classmethod
    def _rate_is_of_opus(cls, rate: int) -> int:
        if rate not in _OPUS_RATES:
            message = f"{rate} Hz is no rate that Opus decodes to: {_OPUS_RATES}"
            raise ValueError(message)
        return rate

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            scheme, separator, rest = origin.partition("://")
            if origin != "*" and not (scheme and separator and rest and "/" not in rest):
                message = f"{origin!r} is no origin: write https://example.org, without a path"
                raise ValueError(message)
        return origins

    @model_validator(mode="after")
    def _certificate_is_whole(self) -> "Settings":
        if bool(self.tls_cert) != bool(self.tls_key):
            raise ValueError("tls_cert and tls_key are needed together")
        if self.tls_cert and self.tls_self_signed:
            raise ValueError("tls_self_signed makes a certificate: leave tls_cert and tls_key out")
        return self

    @property
    def media_address(self) -> str:
        """Where the media sockets are bound: beside the HTTP server unless said otherwise."""
        host = self.media_bind or self.host
        return "127.0.0.1" if host == "localhost" else host
