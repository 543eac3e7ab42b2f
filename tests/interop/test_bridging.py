"""One server calls another, and those in both calls hear each other: real sockets both ways."""

import asyncio

import httpx
import numpy as np
import pytest

from jackfield import Connection
from jackfield.auth import create_token
from jackfield.server.dialling import Dialler, Target
from sdk_kit import SECRET, heard_by, hosting, needs_calls, needs_dial

LIMIT_S = 50.0
RATE = 48_000


async def speak(connection: Connection) -> None:
    """A tone, until it is cancelled."""
    tone = (np.sin(np.arange(RATE // 10) * 2 * np.pi * 440 / RATE) * 8_000).astype(np.int16)
    while True:
        await connection.send_audio(RATE, tone)


@pytest.mark.timeout(60)
@needs_calls
@needs_dial
async def test_who_is_dialled_hears_and_is_heard() -> None:
    async with asyncio.timeout(LIMIT_S), hosting() as here, hosting() as there:
        transport = httpx.ASGITransport(there.server.app, client=("127.0.0.1", 5000))
        dialler = Dialler(10.0, lambda: httpx.AsyncClient(transport=transport))
        ours, theirs = here.client().rtc_call("a", "b"), there.client().rtc_call("a", "b")
        async with ours.join("ann") as ann, theirs.join("bob") as bob:
            call = next(iter(here.server.sessions.calls))
            token = create_token("backend", SECRET, sub="bridge", call="a:b")
            target = Target(url="http://127.0.0.1/whip?call=a:b", token=token, participant="office")
            assert await dialler.dial(call, target) == "office"
            talking = [asyncio.create_task(speak(one)) for one in (ann, bob)]
            await heard_by(ann, "office")
            await heard_by(bob, "bridge")
            for task in talking:
                task.cancel()
            call.remove("office")
