"""Recordings that a server makes of a call, as a program asks for them."""

import contextlib
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

import httpx

from jackfield.calls import LiveCall
from jackfield.client.account import Account
from jackfield.client.operations import (
    TIMEOUT_S,
    Operation,
    result_of,
    text_of,
    unreachable,
)
from jackfield.config_recording import RecordingFormat
from jackfield.errors import LocalProtocolError, RecordingError
from jackfield.tokens import ANY_CALL

_PIECE = 1 << 16
"""Bytes of a file that are in memory at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRecording:
    """A recording as it was when the server told of it.

    Attributes:
        id: What it is asked for by.
        participant: Who alone is recorded; empty for everybody, mixed.
        file: Its name in the server's folder.
        state: ``recording``, ``paused``, ``storing``, ``stopped`` or ``failed``.
        seconds: How long it is, once it has stopped.
        location: Its URL, if it is kept elsewhere than on the server.
        error: A word for why it failed; empty otherwise.
    """

    id: str
    participant: str = ""
    file: str = ""
    state: str = ""
    seconds: float | None = None
    location: str = ""
    error: str = ""


def recording(participant: str, file_format: RecordingFormat | None) -> Operation[ServerRecording]:
    """Begin one."""
    wish = {"participant": participant or None, "format": file_format}
    return Operation(
        method="POST",
        path=("recordings",),
        body={name: value for name, value in wish.items() if value is not None},
        read=_recording,
        here=_not_here,
    )


def pausing(recording: str, *, paused: bool) -> Operation[ServerRecording]:
    """Have silence written, or go on."""
    return Operation(
        method="PATCH",
        path=("recordings", recording),
        body={"paused": paused},
        read=_recording,
        here=_not_here,
    )


def stopping(recording: str) -> Operation[ServerRecording]:
    """End one."""
    return Operation(
        method="DELETE", path=("recordings", recording), read=_recording, here=_not_here
    )


def kept(call: str) -> Operation[tuple[ServerRecording, ...]]:
    """Those of a call that go on and those that have ended."""
    return Operation(
        method="GET",
        root=("recordings",),
        query={"call": call},
        read=_recordings,
        here=_not_here,
    )


def request_of_sound(account: Account, call: str, recording: str) -> httpx.Request:
    """The request for what was recorded.

    Raises:
        LocalProtocolError: There is no server.
        ConfigError: The secret can be none.
    """
    if not account.base_url:
        raise _by_connections()
    return httpx.Request(
        "GET",
        account.url("recordings", recording, "content"),
        headers=account.authorization(call or ANY_CALL, admin=True),
    )


def save(request: httpx.Request, target: Path, call: str) -> None:
    """Write an answer to a new file, piece by piece; on failure there is none.

    Raises:
        RecordingError: The file cannot be written.
        RemoteProtocolError: The server refused.
        TransportError: There is no server, or it failed.
    """
    with httpx.Client(timeout=TIMEOUT_S) as http:
        try:
            answer = http.send(request, stream=True)
            try:
                if answer.status_code != HTTPStatus.OK:
                    answer.read()
                    result_of(answer, call)
                _write(answer, target)
            finally:
                answer.close()
        except httpx.HTTPError as error:
            raise unreachable(error, call) from error


def _write(answer: httpx.Response, target: Path) -> None:
    try:
        file = target.open("xb")
    except OSError as error:
        raise RecordingError(f"{target} cannot be written: {error.strerror}") from error
    try:
        with file:
            for piece in answer.iter_bytes(_PIECE):
                file.write(piece)
    except BaseException as error:
        with contextlib.suppress(OSError):
            target.unlink()
        if isinstance(error, OSError):
            raise RecordingError(f"{target} cannot be written: {error.strerror}") from error
        raise


def _recordings(document: object) -> tuple[ServerRecording, ...]:
    listed = document.get("recordings") if isinstance(document, dict) else None
    return tuple(map(_recording, listed if isinstance(listed, list) else ()))


def _recording(document: object) -> ServerRecording:
    seconds = document.get("seconds") if isinstance(document, dict) else None
    texts = ("id", "participant", "file", "state", "location", "error")
    return ServerRecording(
        **{name: text_of(document, name) for name in texts},
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
    )


def _not_here(_: LiveCall) -> NoReturn:
    raise _by_connections()


def _by_connections() -> LocalProtocolError:
    return LocalProtocolError("recording: calls of this process are recorded by connection.record")
