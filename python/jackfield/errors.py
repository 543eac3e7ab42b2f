"""Everything that Jackfield raises.

::

    JackfieldError
    ├── ConfigError              a setting is wrong; the message names it
    ├── AgentError               an agent cannot be loaded, or failed in a call
    ├── CodecError               audio cannot be read or converted
    ├── RecordingError           a recording cannot be written or stored
    ├── TransportError           a line cannot be opened or kept
    │   ├── CallEndedError       the call is over: there is nobody to talk to
    │   ├── CapacityError        no room for another session now; try again
    │   ├── JoinError            a call could not be joined
    │   └── EngineError          the media core failed or did not answer
    └── ProtocolError            somebody broke the rules of a protocol
        ├── LocalProtocolError   our own caller did: a bug on this side
        └── RemoteProtocolError  the peer did: refuse it

Every error carries a ``code`` for machines, whether it is ``retryable``, and the id of the call it
belongs to, if any.
"""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar


class JackfieldError(Exception):
    """The base of them all.

    Attributes:
        code: A stable word for machines; problem documents and logs show it.
        retryable: Whether the same thing may work later.
        call: The id of the call, empty when the error belongs to none.
    """

    default_code: ClassVar[str] = "jackfield"
    retryable: bool = False

    def __init__(self, message: str, *, code: str | None = None, call: str = "") -> None:
        super().__init__(message)
        self.code = code or self.default_code
        self.call = call


class ConfigError(JackfieldError):
    """A setting is wrong; the message names the setting and where it came from."""

    default_code = "config"


class AgentError(JackfieldError):
    """An agent cannot be loaded, or failed in a call."""

    default_code = "agent"


class CodecError(JackfieldError):
    """Audio cannot be read or converted; the message names the file."""

    default_code = "codec"


class RecordingError(JackfieldError):
    """A recording cannot be written or stored; the message names the place.

    Attributes:
        kept_at: Where the whole recording still is, if only storing it failed.
    """

    default_code = "recording"

    def __init__(
        self, message: str, *, code: str | None = None, call: str = "", kept_at: Path | None = None
    ) -> None:
        super().__init__(message, code=code, call=call)
        self.kept_at = kept_at


class TransportError(JackfieldError):
    """A line cannot be opened or kept."""

    default_code = "transport"


class CallEndedError(TransportError):
    """The call is over: there is nobody to talk to."""

    default_code = "call_ended"


class CapacityError(TransportError):
    """There is no room for another session now."""

    default_code = "at_capacity"
    retryable = True


class JoinCode(StrEnum):
    """Why a call could not be joined; each is also the word for it."""

    JOIN = "join"
    """There can be no such call, or the server said no in a way of its own."""
    UNSUPPORTED = "unsupported"
    """This server does not do that."""
    UNREACHABLE = "unreachable"
    """No server answered at that address."""
    TIMEOUT = "timeout"
    """It took too long."""
    SERVER_ERROR = "server_error"
    """The server failed."""
    UNAUTHORIZED = "unauthorized"
    """A key is needed, or this one is wrong."""
    TOKEN_MALFORMED = "token_malformed"  # noqa: S105  # no password
    TOKEN_EXPIRED = "token_expired"  # noqa: S105  # no password
    TOKEN_SIGNATURE = "token_signature"  # noqa: S105  # no password
    """The secret is not that of the key."""
    TOKEN_CALL = "token_call"  # noqa: S105  # no password
    """The token is for another call."""
    TOKEN_TENANT = "token_tenant"  # noqa: S105  # no password
    """The token is another tenant's."""
    TOKEN_SUBJECT = "token_subject"  # noqa: S105  # no password
    """The token is another participant's."""
    GRANT_MISSING = "grant_missing"
    """The token does not allow it."""
    CALL_UNKNOWN = "call_unknown"
    CALL_ENDED = "call_ended"
    CALL_FULL = "call_full"
    CALLS_FULL = "calls_full"
    PARTICIPANT_TAKEN = "participant_taken"
    """Somebody with that id is in the call."""
    PARTICIPANT_BANNED = "participant_banned"
    """Somebody with that id was sent out of the call."""
    RESUME_EXPIRED = "resume_expired"
    """The place in the call was given up."""
    RESUME_MISMATCH = "resume_mismatch"
    """The place in the call is another participant's."""
    AGENT_UNSUITABLE = "agent_unsuitable"
    MALFORMED = "malformed"
    """A name is none, or the request is none of ours."""
    TRANSPORT_OFF = "transport_off"
    """The server lets nobody in by WHIP."""
    AT_CAPACITY = "at_capacity"
    DRAINING = "draining"
    RATE_LIMITED = "rate_limited"

    @property
    def is_retryable(self) -> bool:
        """Whether the same thing may work later."""
        return self in _RETRYABLE


_RETRYABLE = frozenset(
    {
        JoinCode.UNREACHABLE,
        JoinCode.TIMEOUT,
        JoinCode.SERVER_ERROR,
        JoinCode.CALL_FULL,
        JoinCode.CALLS_FULL,
        JoinCode.AT_CAPACITY,
        JoinCode.DRAINING,
        JoinCode.RATE_LIMITED,
    }
)


class JoinError(TransportError):
    """A call could not be joined; the message says why.

    Attributes:
        code: Why, for programs.
    """

    default_code = JoinCode.JOIN
    code: JoinCode

    def __init__(self, message: str, *, code: JoinCode = JoinCode.JOIN, call: str = "") -> None:
        super().__init__(message, code=code, call=call)
        self.retryable = code.is_retryable


class EngineError(TransportError):
    """The media core failed or did not answer in time."""

    default_code = "internal"
    retryable = True


class ProtocolError(JackfieldError):
    """Somebody broke the rules of a protocol."""

    default_code = "protocol"


class LocalProtocolError(ProtocolError):
    """Our own caller broke the rules: a bug on this side."""

    default_code = "local_protocol"


class RemoteProtocolError(ProtocolError):
    """The peer broke the rules and is refused.

    Attributes:
        status_hint: The HTTP status that says it best, for transports that speak HTTP.
    """

    default_code = "remote_protocol"

    def __init__(
        self, message: str, *, status_hint: int = 400, code: str | None = None, call: str = ""
    ) -> None:
        super().__init__(message, code=code, call=call)
        self.status_hint = status_hint
