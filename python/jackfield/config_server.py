"""Settings of the HTTP server: who may call, limits, logs."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, HttpUrl, field_validator
from pydantic_settings import BaseSettings, NoDecode

from jackfield.config_values import (
    ApiKey,
    ApiKeys,
    ApiSecret,
    ApiSecrets,
    Flag,
    IceServer,
    IceServers,
    TextList,
    Unit,
    split_list,
)

LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]
LogFormat: TypeAlias = Literal["auto", "json", "console"]
TransportMode: TypeAlias = Literal["webrtc", "websocket", "auto"]

TransportName: TypeAlias = Literal["whip", "whep", "websocket", "tox"]
TransportNames: TypeAlias = Annotated[
    tuple[TransportName, ...], NoDecode, BeforeValidator(split_list)
]

_DEFAULT_ICE_SERVERS = (
    IceServer(urls=("stun:stun.l.google.com:19302",)),
    IceServer(urls=("stun:stun.cloudflare.com:3478",)),
)


class ServerSettings(BaseSettings):
    """What :class:`jackfield.config.Settings` says of the server."""

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
        ApiKeys,
        Flag("--api-key"),
        Field(
            description="keys that clients send as Authorization: Bearer KEY; secret. "
            'JSON {"key": …, "tenant": …} for that of a tenant'
        ),
    ] = ()
    api_secrets: Annotated[
        ApiSecrets,
        Flag("--api-secret"),
        Field(description="KEY=SECRET that tokens for one call are signed with; secret"),
    ] = ()
    token_leeway_s: Annotated[
        float, Unit("s"), Field(ge=0, description="how far the clock of a token's maker may differ")
    ] = 30.0
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
    ] = ("whip", "whep", "websocket", "tox")
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
    idle_session_s: Annotated[
        float,
        Unit("s"),
        Field(ge=0, description="without a packet either way: until a session ends; 0: never"),
    ] = 1800.0
    max_session_s: Annotated[
        float, Unit("s"), Field(ge=0, description="longest session, whoever it is; 0: no limit")
    ] = 0.0
    token_grace_s: Annotated[
        float,
        Unit("s"),
        Field(ge=0, description="after the token of a session has expired; 0: it goes on"),
    ] = 0.0
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

    @field_validator("api_keys")
    @classmethod
    def _keys_are_of_one_tenant(cls, keys: tuple[ApiKey, ...]) -> tuple[ApiKey, ...]:
        tenants: dict[str, str] = {}
        for entry in keys:
            if tenants.setdefault(entry.key.get_secret_value(), entry.tenant) != entry.tenant:
                raise ValueError("a key can be that of one tenant only")
        return keys

    @field_validator("api_secrets")
    @classmethod
    def _secrets_have_their_own_keys(cls, secrets: tuple[ApiSecret, ...]) -> tuple[ApiSecret, ...]:
        keys = [secret.key for secret in secrets]
        if len(keys) != len(set(keys)):
            raise ValueError("each secret needs a key of its own")
        return secrets

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            scheme, separator, rest = origin.partition("://")
            if origin != "*" and not (scheme and separator and rest and "/" not in rest):
                message = f"{origin!r} is no origin: write https://example.org, without a path"
                raise ValueError(message)
        return origins
