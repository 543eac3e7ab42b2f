"""The ``websockets`` package as a client: another implementation of RFC 6455."""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import numpy as np
import numpy.typing as npt
from websockets.asyncio.client import ClientConnection, connect

Samples = npt.NDArray[np.int16]
FRAME_S = 0.02
_QUIET = 500
_SAME = 0.9


def url_of(page: str, query: str = "") -> str:
    """The endpoint beside a page."""
    return page.replace("http", "ws", 1) + "ws/audio" + query


@asynccontextmanager
async def dial(
    page: str,
    query: str = "",
    *,
    start: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[ClientConnection]:
    """A connection; with a ``start`` one that was answered ``started``."""
    async with connect(
        url_of(page, query), additional_headers=headers, ssl=tls, compression=None
    ) as socket:
        if start is not None:
            await socket.send(json.dumps({"type": "start", **start}))
            answer = json.loads(await socket.recv())
            assert answer["type"] == "started", answer
        yield socket


async def converse(
    socket: ClientConnection, said: Samples, rate: int, channels: int = 1
) -> Samples:
    """Say something in real time; the answer is what was heard until a little later."""
    heard: list[Samples] = []

    async def _listen() -> None:
        async for message in socket:
            samples = message if isinstance(message, bytes) else b""
            heard.append(np.frombuffer(samples, "<i2").astype(np.int16))

    listening = asyncio.create_task(_listen())
    frame = round(rate * FRAME_S) * channels
    began = time.monotonic()
    for index in range(len(said) // frame):
        await asyncio.sleep(began + index * FRAME_S - time.monotonic())
        await socket.send(said[index * frame : (index + 1) * frame].tobytes())
    await asyncio.sleep(0.3)
    listening.cancel()
    return np.concatenate(heard) if heard else np.zeros(0, np.int16)


def understood(said: Samples, heard: Samples, rate: int) -> float:
    """The share of what was said, in pieces of a quarter of a second, that can be heard again.

    Each piece may be anywhere: a machine that stalls moves what comes after, or costs a piece.
    """
    size = rate // 4
    pieces = [said[start : start + size] for start in range(0, len(said) - size + 1, size)]
    loud = [piece for piece in pieces if np.abs(piece).max() > _QUIET]
    return sum(_best_match(piece, heard) > _SAME for piece in loud) / len(loud)


def _best_match(piece: Samples, heard: Samples) -> float:
    """The normalized correlation at the place where it is best, 1 for the same."""
    if len(heard) < len(piece):
        return 0.0
    left, right = piece.astype(np.float64), heard.astype(np.float64)
    size = 1 << (len(left) + len(right) - 1).bit_length()
    product = np.fft.rfft(right, size) * np.conj(np.fft.rfft(left, size))
    places = len(right) - len(left) + 1
    correlation = np.fft.irfft(product, size)[:places]
    energy = np.concatenate(([0.0], np.cumsum(right**2)))
    local = energy[len(left) :] - energy[:places]
    return float((correlation / np.sqrt(local * (left**2).sum() + 1)).max())
