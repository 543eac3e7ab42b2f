"""Recordings of a server, as a program is told of them and fetches them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typing_extensions import override

from client_kit import ACCOUNT
from jackfield.client import recorded
from jackfield.client.account import Account
from jackfield.client.operations import Operation, request_of
from jackfield.client.recorded import ServerRecording
from jackfield.errors import LocalProtocolError, RecordingError, RemoteProtocolError, TransportError

TOLD = {
    "id": "7",
    "participant": None,
    "file": "a.opus",
    "state": "stopped",
    "seconds": 1.5,
    "error": None,
    "call": "default:a",
    "location": "s3://bucket/a.opus",
}
MEANT = ServerRecording(
    id="7", file="a.opus", state="stopped", seconds=1.5, location="s3://bucket/a.opus"
)
CLIENT = httpx.Client
CALL = "/voice/v1/calls/default/a"


@pytest.mark.parametrize(
    ("operation", "wanted", "body"),
    [
        (recorded.recording("", None), f"POST {CALL}/recordings", b"{}"),
        (
            recorded.recording("ann", "wav"),
            f"POST {CALL}/recordings",
            b'{"participant":"ann","format":"wav"}',
        ),
        (recorded.pausing("7", paused=True), f"PATCH {CALL}/recordings/7", b'{"paused":true}'),
        (recorded.stopping("7"), f"DELETE {CALL}/recordings/7", b""),
        (recorded.kept("default:a"), "GET /voice/v1/recordings?call=default%3Aa", b""),
    ],
)
def test_each_is_a_request(operation: Operation[object], wanted: str, body: bytes) -> None:
    request = request_of(operation, ACCOUNT, "default", "a")
    assert f"{request.method} {request.url.raw_path.decode()}" == wanted
    assert request.content == body


def test_what_the_server_tells_is_read_whatever_else_it_tells() -> None:
    assert recorded.stopping("7").read(TOLD) == MEANT
    kept = recorded.kept("default:a").read({"recordings": [TOLD, {"id": "8", "new": 1}]})
    assert kept == (MEANT, ServerRecording(id="8"))
    assert recorded.kept("default:a").read(None) == ()


def test_in_this_process_a_connection_records() -> None:
    with pytest.raises(LocalProtocolError, match=r"connection\.record"):
        recorded.request_of_sound(Account(), "default:a", "7")


def fetch(handler: httpx.MockTransport, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx, "Client", lambda **_: CLIENT(transport=handler))
    request = recorded.request_of_sound(ACCOUNT, "default:a", "7")
    assert str(request.url).endswith("/v1/recordings/7/content")
    recorded.save(request, target, "default:a")


def test_the_sound_goes_into_a_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = httpx.MockTransport(lambda _: httpx.Response(200, content=b"OggS" * 50_000))
    fetch(sound, tmp_path / "a.opus", monkeypatch)
    assert (tmp_path / "a.opus").read_bytes() == b"OggS" * 50_000
    with pytest.raises(RecordingError, match="cannot be written: File exists"):
        fetch(sound, tmp_path / "a.opus", monkeypatch)


def test_what_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.opus"
    problem = {"detail": "it has not ended", "code": "not_stopped"}
    refusing = httpx.MockTransport(lambda _: httpx.Response(409, json=problem))
    with pytest.raises(RemoteProtocolError, match="409: it has not ended") as refused:
        fetch(refusing, target, monkeypatch)
    assert refused.value.code == "not_stopped"

    class _Broken(httpx.SyncByteStream):
        @override
        def __iter__(self) -> Iterator[bytes]:
            yield b"OggS"
            raise httpx.ReadError("gone")

    broken = httpx.MockTransport(lambda _: httpx.Response(200, stream=_Broken()))
    with pytest.raises(TransportError, match="cannot be reached: gone"):
        fetch(broken, target, monkeypatch)
    assert not target.exists()
