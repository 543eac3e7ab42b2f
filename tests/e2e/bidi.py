"""As much of WebDriver BiDi as it takes to use a page: commands, their answers, and the console."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeAlias, TypedDict

import websockets

Parameter: TypeAlias = str | bool | list[str] | dict[str, str]
LIMIT_S = 60
MAX_MESSAGE_BYTES = 64 << 20
"""A recording is one message."""


class BidiError(Exception):
    """The browser could not do what it was told."""


class Message(TypedDict, total=False):
    """An answer or an event, as far as anybody here asks."""

    id: int
    type: str
    error: str
    message: str
    result: "Result"
    method: str
    params: dict[str, str]


class Result(TypedDict, total=False):
    """Of the few commands whose answer matters."""

    contexts: list[dict[str, str]]
    result: dict[str, str]
    exceptionDetails: dict[str, object]


class Bidi:
    """One session with a browser.

    Attributes:
        problems: Errors in the console and exceptions that nobody caught.
    """

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self.problems: list[str] = []

    async def command(self, method: str, **params: Parameter) -> Result:
        """Tell the browser to do something, and wait until it has.

        Raises:
            BidiError: It could not.
        """
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        message = await asyncio.wait_for(self._waiting[number], LIMIT_S)
        if message["type"] == "error":
            raise BidiError(f"{method}: {message['error']}: {message['message']}")
        return message["result"]

    async def listen(self) -> None:
        """Take what the browser sends, until it ends."""
        async for text in self._socket:
            message: Message = json.loads(text)
            if "id" in message:
                self._waiting.pop(message["id"]).set_result(message)
            elif message["method"] == "log.entryAdded" and message["params"]["level"] == "error":
                self.problems.append(message["params"]["text"])


@asynccontextmanager
async def bidi(address: str) -> AsyncIterator[Bidi]:
    """Begin a session with the browser that listens there, and end the browser with it."""
    async with websockets.connect(f"{address}/session", max_size=MAX_MESSAGE_BYTES) as socket:
        session = Bidi(socket)
        listening = asyncio.ensure_future(session.listen())
        try:
            await session.command("session.new", capabilities={})
            await session.command("session.subscribe", events=["log.entryAdded"])
            yield session
            with suppress(websockets.ConnectionClosed):
                await session.command("browser.close")
        finally:
            listening.cancel()
