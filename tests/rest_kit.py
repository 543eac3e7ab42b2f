"""The resources of ``/v1`` over a book of calls on a fake core."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from agent_kit import spec
from call_kit import Switchboard, switchboard
from fakes import FakeEngine
from jackfield.agents.choice import AgentChoice
from jackfield.agents.seats import AgentSeats
from jackfield.auth import KeyRing, create_token
from jackfield.call import Connection
from jackfield.calls import LiveCall
from jackfield.config import Settings
from jackfield.server import problems
from jackfield.server.dialling import Dialler
from jackfield.server.gate import Gate
from jackfield.server.openapi import describe
from jackfield.server.rate_limit import RateLimiter
from jackfield.server.v1 import operator_routers
from jackfield.server.v1.operating import Operating
from jackfield.server.v1.participants import Bring
from jackfield.server.v1.players import Players

SECRET = "a-secret-of-thirty-two-bytes-or-more"
CALL = "/v1/calls/default/standup"


def token(**claims: object) -> dict[str, str]:
    """The header of somebody whose token has these claims."""
    known: dict[str, object] = {"sub": "ops", "now": 1000.0, "grants": ["admin"]}
    made = create_token("app", SECRET, **(known | claims))  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {made}"}


def seats_of(tasks: asyncio.TaskGroup) -> Bring:
    """Agents that sit in calls as long as they last; there is one, called ``greeter``."""

    async def _greet(connection: Connection) -> None:
        await connection.wait()

    seats = AgentSeats(
        lambda work, name: tasks.create_task(work, name=name),
        grace_s=0.0,
        on_failure=lambda _: None,
        on_end=lambda _, __: None,
    )
    offered = AgentChoice(greeter := spec(_greet, "greeter"), {"greeter": greeter})

    async def _bring(call: LiveCall, agent: str) -> str:
        return await seats.bring(call, offered.find(agent))

    return _bring


class Operated:
    """Calls, and an operator's client."""

    def __init__(
        self,
        board: Switchboard,
        app: FastAPI,
        client: httpx.AsyncClient,
        operating: Operating,
    ) -> None:
        self.operating = operating
        self.board = board
        self.app = app
        self.client = client

    async def ask(self, method: str, path: str = "", **json: object) -> httpx.Response:
        """A request about the call of :data:`CALL`."""
        return await self.client.request(method, CALL + path, json=json or None)


@asynccontextmanager
async def operating(
    gateway: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(404),
    **values: object,
) -> AsyncIterator[Operated]:
    settings = Settings.model_validate(values)
    limiter = RateLimiter(rate=0, burst=1, clients=1)
    gate = Gate(KeyRing.of(settings), limiter, lambda: 0.0, lambda: 1000.0)
    engine = FakeEngine()
    app = FastAPI(title="Jackfield", redirect_slashes=False)
    problems.install(app)
    players = Players()
    dialler = Dialler(5.0, lambda: httpx.AsyncClient(transport=httpx.MockTransport(gateway)))
    try:
        async with switchboard(engine) as board, asyncio.TaskGroup() as tasks:
            players.start(tasks)
            dialler.start(tasks)
            what = Operating(settings, gate, lambda: board.book)
            for router in operator_routers(what, players, seats_of(tasks), dialler):
                app.include_router(router)
            describe(app, needs_key=settings.needs_key)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                yield Operated(board, app, client, what)
            board.book.end_all("shutdown")
            engine.shutdown()
    finally:
        engine.dispose()
