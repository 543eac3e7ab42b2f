"""A whole server on a fake core, asked over ASGI, with a clock that stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from fake_sdp import read_offer
from fakes import FakeEngine
from jackfield.agents import AgentSpec
from jackfield.config import Settings
from jackfield.server.app import Server

OFFER = read_offer("chromium-156-audio")
SENDONLY_OFFER = read_offer("gstreamer-style-sendonly")
NO_PAGE = Path(__file__).parent / "data" / "no-page"
SDP = {"Content-Type": "application/sdp"}
FRAGMENT = "application/trickle-ice-sdpfrag"
# The credentials of the recorded offer, as a browser repeats them when it trickles.
TRICKLE = (
    "a=ice-ufrag:Rxwu\r\na=ice-pwd:TMwS//oZ3lKS5bdR3/OzulPw\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
    "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0\r\n"
)
RESTART = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Session:
    """What a client knows of a session it opened."""

    url: str
    etag: str


class Running:
    """A started server and a client of it."""

    def __init__(
        self, server: Server, engine: FakeEngine, client: httpx.AsyncClient, clock: Clock
    ) -> None:
        self.server = server
        self.engine = engine
        self.client = client
        self.clock = clock

    async def post(
        self, offer: str = OFFER, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return await self.client.post("/whip", content=offer, headers={**SDP, **(headers or {})})

    async def open(self, offer: str = OFFER) -> Session:
        response = await self.post(offer)
        assert response.status_code == 201, response.text
        url = str(response.url.join(response.headers["Location"]))
        return Session(url, response.headers["ETag"])

    async def patch(
        self, session: Session, body: str, *, if_match: str | None, content_type: str = FRAGMENT
    ) -> httpx.Response:
        headers = {"Content-Type": content_type}
        if if_match is not None:
            headers["If-Match"] = if_match
        return await self.client.patch(session.url, content=body, headers=headers)


def is_problem(response: httpx.Response, status: int, code: str = "") -> bool:
    """Whether a response is a problem document of that status and code."""
    document = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert document["status"] == response.status_code == status
    assert document["detail"]
    return not code or document["code"] == code


@asynccontextmanager
async def serving(
    *,
    engine: FakeEngine | None = None,
    spec: AgentSpec | None = None,
    **settings: object,
) -> AsyncIterator[Running]:
    """Start a server with these settings; ``spec`` is an agent that no name leads to."""
    own = engine is None
    core = engine or FakeEngine()
    clock = Clock()
    server = Server(
        Settings.model_validate(settings), core, agent=spec, page=NO_PAGE, clock=clock, wall=clock
    )
    transport = httpx.ASGITransport(server.app, client=("192.0.2.7", 5000))
    try:
        async with (
            server.api.router.lifespan_context(server.api),
            httpx.AsyncClient(transport=transport, base_url="http://test") as client,
        ):
            yield Running(server, core, client, clock)
    finally:
        if own:
            core.dispose()
