"""A client's side of calls without network: a core and a server that do what a test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from typing_extensions import override

from fakes import FakeEngine
from jackfield.client.account import Account
from jackfield.client.cores import Core, Cores
from jackfield.client.remote_line import RemoteLine
from jackfield.config import Settings
from jackfield.engine import Samples
from jackfield.events import Participant, call_joined
from jackfield.v1 import Event
from media_kit import settle

URL = "https://calls.example/voice"
CALL = "default:standup"
ANSWER = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n"
ACCOUNT = Account(base_url=URL, api_key="key", api_secret="s" * 32)
QUICK = Account(base_url="https://a.example", join_timeout_s=0.05, resume_window_s=0.05)
ANN = Participant(id="ann", name="Ann", transport="whip")
BOB = Participant(id="bob", transport="websocket")


@dataclass
class FakeWhip:
    """A server's WHIP endpoint, by httpx's own fake of a network.

    Attributes:
        answers: What it says to the next offers; afterwards it lets everybody in.
        thinks: Until this is set it does not answer.
        requests: What it was asked.
    """

    answers: list[httpx.Response | Exception] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    thinks: asyncio.Event | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.method == "DELETE":
            return httpx.Response(200)
        if self.thinks is not None:
            await self.thinks.wait()
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        headers = {
            "Content-Type": "application/sdp",
            "Location": f"/whip/session-{len(self.requests)}",
            "Jackfield-Resume": f"token-{len(self.requests)}",
        }
        return httpx.Response(201, headers=headers, text=ANSWER)

    @property
    def posted(self) -> list[httpx.Request]:
        return [request for request in self.requests if request.method == "POST"]

    @property
    def asked(self) -> list[str]:
        return [f"{request.method} {request.url}" for request in self.requests]


class FakePeer(FakeEngine):
    """A core whose offers lead to a call as soon as they are answered.

    Attributes:
        connects: Whether media flow then.
        first: What the call tells first; None for nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.connects = True
        self.first: Event | None = call_joined()

    def start(self) -> None:
        """It is made anew after its end."""
        self._stopped = False

    @override
    def accept_answer(self, session: int, sdp: str) -> int:
        request = super().accept_answer(session, sdp)
        if self.connects and session in self.sessions:
            self.connect(session)
            if self.first is not None:
                self.tell(session, self.first)
        return request

    def tell(self, session: int, event: Event) -> None:
        self.notice("message", session, data=event.SerializeToString())


@dataclass(frozen=True)
class Side:
    """One process with a client."""

    engine: FakePeer
    whip: FakeWhip
    cores: Cores
    settings: list[Settings]

    def core(self) -> Core:
        return self.cores.take("test", "127.0.0.1")

    def line(self, account: Account = ACCOUNT) -> RemoteLine:
        return RemoteLine(self.core, account, CALL, "bot")

    async def joined(self, account: Account = ACCOUNT) -> RemoteLine:
        line = self.line(account)
        await line.open()
        return line

    async def tell(self, line: RemoteLine, *events: Event) -> None:
        for event in events:
            self.engine.tell(line.session, event)
        await settle()

    async def speak(self, line: RemoteLine, *frames: Samples) -> None:
        self.engine.speak(line.session, *frames)
        await settle()


@asynccontextmanager
async def a_side() -> AsyncIterator[Side]:
    engine, whip = FakePeer(), FakeWhip()
    settings: list[Settings] = []

    def _make(given: Settings) -> FakePeer:
        settings.append(given)
        engine.start()
        return engine

    def _http() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(whip))

    try:
        yield Side(engine, whip, Cores(_make, _http), settings)
    finally:
        engine.shutdown()
        await settle()
        engine.dispose()


def problem(status: int, code: str, detail: str) -> httpx.Response:
    document = {"title": "Refused", "status": status, "detail": detail, "code": code}
    headers = {"Content-Type": "application/problem+json"}
    return httpx.Response(status, json=document, headers=headers)


def kinds(events: list[Event]) -> list[str]:
    return [event.WhichOneof("payload") or "" for event in events]


async def rest_of(line: RemoteLine) -> list[Event]:
    return [event async for event in line.events]


async def is_empty(side: Side) -> bool:
    """Whether nothing is left: no session, and no task but the test's."""
    for _ in range(20):
        await settle()
        await asyncio.sleep(0)
    return side.engine.session_count == 0 and len(asyncio.all_tasks()) == 1
