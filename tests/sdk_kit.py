"""A real server and clients of it, in this process: media over loopback, HTTP over nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

import jackfield._core
from jackfield import AsyncClient, Connection
from jackfield.client.account import AUDIO_SLOTS
from jackfield.client.cores import Cores
from jackfield.config import Settings
from jackfield.engine import Samples, make_engine
from jackfield.server.app import Server
from jackfield.tox import Tox
from server_kit import NO_PAGE

URL = "http://127.0.0.1"
SECRET = "a secret of thirty-two bytes or so"
KEYS = {"api_secrets": {"backend": SECRET}, "workers": 1, "media_tcp": False, "ice_servers": []}

needs_calls = pytest.mark.skipif(
    not hasattr(jackfield._core.Engine, "open_seat"),  # noqa: SLF001  # what it is made of
    reason="the core is built without calls of many",
)
needs_dial = pytest.mark.skipif(
    not hasattr(jackfield._core.Engine, "dial"),  # noqa: SLF001  # as above
    reason="the core is built without offers of its own",
)


@dataclass(frozen=True)
class Host:
    """A server, and how clients get there."""

    server: Server
    cores: Cores

    def client(
        self,
        api_key: str = "backend",
        api_secret: str = SECRET,
        url: str = URL,
        *,
        audio_slots: int = AUDIO_SLOTS,
    ) -> AsyncClient:
        return AsyncClient(
            url,
            api_key=api_key,
            api_secret=api_secret,
            audio_slots=audio_slots,
            cores=self.cores,
        )


@asynccontextmanager
async def hosting(
    between: Callable[[httpx.ASGITransport], httpx.AsyncBaseTransport] = lambda to: to,
    *,
    tox: Tox | None = None,
    **values: object,
) -> AsyncIterator[Host]:
    """Serve for real, with something between clients and the server's HTTP if a test likes."""
    settings = Settings.model_validate(KEYS | values)
    server = Server(settings, make_engine(settings), tox=tox, page=NO_PAGE)
    transport = httpx.ASGITransport(server.app, client=("127.0.0.1", 5000))

    def _http() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=between(transport))

    async with server.api.router.lifespan_context(server.api):
        yield Host(server, Cores(http=_http))


async def heard_by(connection: Connection, speaker: str, *, level: int = 1000) -> Samples:
    """The first frame of somebody that is no silence."""
    async for participant, (_, pcm) in connection.incoming_audio:
        if participant.id == speaker and abs(pcm).max() > level:
            return pcm
    raise AssertionError(f"{speaker} was not heard")
