"""Errors of calls in HTTP's words, the same for every transport."""

from collections.abc import Mapping

from jackfield.config import Settings
from jackfield.errors import (
    CallEndedError,
    CapacityError,
    JackfieldError,
    RemoteProtocolError,
)
from jackfield.server.problems import Problem
from jackfield.transports import TransportSpec


def refusal(
    error: JackfieldError,
    settings: Settings | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    overflow: str | None = None,
) -> Problem:
    """The problem that a client is told.

    Args:
        error: What happened.
        settings: Say when to come back when there is no room, where there may be none.
        headers: Told besides.
        overflow: Where to go instead when there is no room.
    """
    told = dict(headers or {})
    members = {}
    if isinstance(error, CapacityError) and settings is not None:
        told["Retry-After"] = str(settings.retry_after_s)
        members = {"overflow": overflow} if overflow else {}
    return Problem(status_of(error), str(error), code=error.code, headers=told, members=members)


def require_served(transport: TransportSpec, settings: Settings) -> None:
    """Let nobody in by a way that is switched off; calls that came by it go on.

    Raises:
        Problem: 404.
    """
    if transport.name not in settings.served_transports:
        raise Problem(404, f"{transport.path} is switched off here", code="transport_off")


def status_of(error: JackfieldError) -> int:
    """The HTTP status that an error of a session becomes."""
    if isinstance(error, RemoteProtocolError):
        return error.status_hint
    if isinstance(error, CapacityError):
        return 503
    if isinstance(error, CallEndedError):
        return 404
    return 500
