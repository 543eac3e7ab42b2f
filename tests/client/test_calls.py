"""Calls by their names, as programs use them; whole calls are in test_rtc.py."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from typing_extensions import override

from jackfield import AsyncClient, CallRequest, Client
from jackfield.errors import RemoteProtocolError, TransportError

REQUEST = CallRequest(created_by_id="me")
ANN = {"id": "ann", "name": "Ann", "transport": "whip", "muted": False, "held": False}


class Operated(HTTPServer):
    """A server whose call can be operated."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Operated

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, status: int, document: object) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self._answer(201, {"type": "default", "id": "a", "created_by_id": "somebody"})

    def do_GET(self) -> None:
        self._answer(200, {"participants": [ANN]})

    def do_PATCH(self) -> None:
        self._answer(200, ANN)

    def do_PUT(self) -> None:
        self._answer(200, ANN)

    def do_DELETE(self) -> None:
        if self.path.endswith("/nobody"):
            self._answer(404, {"detail": "nobody is here", "code": "participant_unknown"})
        else:
            self._answer(204, None)


@pytest.fixture
def server() -> Iterator[Operated]:
    operated = Operated()
    thread = Thread(target=operated.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield operated
    operated.shutdown()
    thread.join()
    operated.server_close()


ASKED = [
    "POST /v1/calls",
    "GET /v1/calls/default/a/participants",
    "PATCH /v1/calls/default/a/participants/ann",
    "PATCH /v1/calls/default/a/participants/ann",
    "PUT /v1/calls/default/a/routes/%2A/ann",
    "POST /v1/calls/default/a/participants/ann/dtmf",
    "POST /v1/calls/default/a/participants/ann/move",
    "DELETE /v1/calls/default/a/participants/ann",
    "DELETE /v1/calls/default/a",
]


def test_a_call_on_a_server_is_operated_over_rest(server: Operated) -> None:
    client = Client(server.url)
    call = client.video.rtc_call("default", "a")
    assert call.get_or_create(data=REQUEST).created_by_id == "somebody"
    assert [who.name for who in call.participants()] == ["Ann"]
    call.mute("ann")
    call.hold("ann")
    call.set_gain("*", "ann", 0.0)
    call.send_dtmf("ann", "1")
    call.move("ann", client.video.rtc_call("default", "b"))
    call.remove("ann")
    call.end()
    assert server.asked == ASKED
    with pytest.raises(RemoteProtocolError, match="404: nobody is here"):
        call.remove("nobody")


async def test_the_asynchronous_client_does_the_same(server: Operated) -> None:
    client = AsyncClient(server.url)
    call = client.video.rtc_call("default", "a")
    assert (await call.get_or_create(data=REQUEST)).created_by_id == "somebody"
    assert [who.name for who in await call.participants()] == ["Ann"]
    await call.mute("ann")
    await call.hold("ann")
    await call.set_gain("*", "ann", 0.0)
    await call.send_dtmf("ann", "1")
    await call.move("ann", client.video.rtc_call("default", "b"))
    await call.remove("ann")
    await call.end()
    assert server.asked == ASKED


async def test_a_server_that_is_gone_is_told() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as gone:
        url = f"http://127.0.0.1:{gone.server_port}"
    with pytest.raises(TransportError, match="cannot be reached") as raised:
        Client(url).video.rtc_call("default", "a").end()
    assert raised.value.code == "unreachable"
    with pytest.raises(TransportError, match="cannot be reached"):
        await AsyncClient(url).video.rtc_call("default", "a").end()
