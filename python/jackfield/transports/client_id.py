"""How clients of every transport name themselves, for A/B tests."""

import re

from jackfield.errors import RemoteProtocolError

_CLIENT = re.compile(r"[A-Za-z0-9._-]{1,64}")


def read_client(value: str | None) -> str:
    """The id that a client gave itself, empty for none.

    Raises:
        RemoteProtocolError: It is no such id.
    """
    if not value:
        return ""
    if not _CLIENT.fullmatch(value):
        raise RemoteProtocolError(
            "client: must be at most 64 of A-Z a-z 0-9 . _ -", code="malformed"
        )
    return value
