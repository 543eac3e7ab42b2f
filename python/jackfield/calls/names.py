"""How calls and those in them are named, wherever a name comes from."""

import re
from dataclasses import dataclass, replace

from typing_extensions import override

from jackfield.config_values import is_tenant
from jackfield.errors import RemoteProtocolError

NAME_CHARACTERS = 128
"""Of what people are called."""

_TYPE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_PARTICIPANT = re.compile(r"[A-Za-z0-9._~@+-]{1,128}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class CallName:
    """The name of a call: its kind, and its id among those of its kind.

    Each tenant has names of their own: that of another one's call is of no use.

    Attributes:
        type: The kind.
        id: The id.
        tenant: Whose call it is; empty for nobody's.
    """

    type: str
    id: str
    tenant: str = ""

    @override
    def __str__(self) -> str:
        return f"{self.type}:{self.id}"

    def within(self, tenant: str) -> "CallName":
        """That of the same call of a tenant."""
        return replace(self, tenant=tenant)

    @classmethod
    def of(cls, call_type: str, call_id: str) -> "CallName":
        """The name with these parts.

        Raises:
            RemoteProtocolError: One of them is none.
        """
        if not _TYPE.fullmatch(call_type):
            raise _malformed("call", "the type must be 1 to 64 of A-Z a-z 0-9 _ -")
        if not _ID.fullmatch(call_id):
            raise _malformed("call", "the id must be 1 to 128 of A-Z a-z 0-9 . _ ~ -")
        return cls(call_type, call_id)

    @classmethod
    def read(cls, text: str) -> "CallName":
        """The name that is written ``TYPE:ID``.

        Raises:
            RemoteProtocolError: It is none.
        """
        call_type, separator, call_id = text.partition(":")
        if not separator:
            raise _malformed("call", "write TYPE:ID")
        return cls.of(call_type, call_id)


def read_tenant(value: str | None) -> str:
    """The tenant that a request names, empty for none.

    Raises:
        RemoteProtocolError: It is none.
    """
    if value and not is_tenant(value):
        raise _malformed("tenant", "must be 1 to 64 of A-Z a-z 0-9 . _ -")
    return value or ""


def read_participant(value: str | None) -> str:
    """The id that somebody wants to have in a call, empty for any.

    Raises:
        RemoteProtocolError: It is none.
    """
    if value and not _PARTICIPANT.fullmatch(value):
        raise _malformed("participant", "must be at most 128 of A-Z a-z 0-9 . _ ~ @ + -")
    return value or ""


def read_name(value: str | None) -> str:
    """What somebody wants to be called, empty for nothing.

    Raises:
        RemoteProtocolError: It is too long, or holds what cannot be shown.
    """
    if value and (len(value) > NAME_CHARACTERS or not value.isprintable()):
        raise _malformed("name", f"must be at most {NAME_CHARACTERS} printable characters")
    return (value or "").strip()


def read_resume(value: str | None) -> str:
    """The token of a place that somebody wants back, empty for none.

    Raises:
        RemoteProtocolError: It is none.
    """
    if value and not _TOKEN.fullmatch(value):
        raise _malformed("resume", "this is no token")
    return value or ""


def logged(call: CallName) -> dict[str, str]:
    """How a call is named in logs."""
    named = {"call": str(call)}
    return named | {"tenant": call.tenant} if call.tenant else named


def _malformed(field: str, reason: str) -> RemoteProtocolError:
    return RemoteProtocolError(f"{field}: {reason}", code="malformed")
