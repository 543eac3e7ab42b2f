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


def refusal(
    error: JackfieldError, settings: Settings, headers: Mapping[str, str] | None = None
) -> Problem:
    """The problem that a client is told; over a limit, with when to come back."""
    told = dict(headers or {})
    if isinstance(error, CapacityError):
        told["Retry-After"] = str(settings.retry_after_s)
    return Problem(status_of(error), str(error), code=error.code, headers=told)


def status_of(error: JackfieldError) -> int:
    """The HTTP status that an error of a session becomes."""
    if isinstance(error, RemoteProtocolError):
        return error.status_hint
    if isinstance(error, CapacityError):
        return 503
    if isinstance(error, CallEndedError):
        return 404
    return 500
