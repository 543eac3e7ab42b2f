"""Whether memory comes back from calls of one process. Neither server nor network takes part.

python -m bench.embedded
"""

import argparse
import asyncio
import itertools
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

import numpy as np

from bench.conditions import conditions
from bench.mock import resident_kb
from bench.results import Embedded, Memory, save
from jackfield import Client, JoinError, RTCCall

WARM_UP = 500
JOINS = 10_000
ALONE_EVERY = 50
"""Every so many joins one is alone, so that the core is started for it and ends with it."""
_RATE = 48_000


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--joins", type=int, default=JOINS)
    memory = asyncio.run(memory_after(parser.parse_args().joins))
    growth = (memory["rss_at_end_kb"] - memory["rss_after_warm_up_kb"]) / 1024
    sys.stdout.write(f"{memory}\ngrowth: {growth:.1f} MB\n")
    result: Embedded = {"conditions": conditions(), "memory": memory}
    save("embedded", result)


async def memory_after(joins: int) -> Memory:
    """Join calls that end in every way there is, one after the other."""
    ways = itertools.cycle(WAYS)
    warm = resident_kb()
    for begin in range(0, joins, ALONE_EVERY):
        await finish(call_of("alone"))
        async with call_of("kept").join("keeper"):
            for number in range(begin, min(begin + ALONE_EVERY, joins)):
                if number == WARM_UP:
                    warm = resident_kb()
                await next(ways)(call_of(f"call-{number % 3}"))
    return {"calls": joins, "rss_after_warm_up_kb": warm, "rss_at_end_kb": resident_kb()}


def call_of(name: str) -> RTCCall:
    """A call of this process."""
    return Client("").video.rtc_call("bench", name)


async def finish(call: RTCCall) -> None:
    """Have somebody end the call."""
    async with call.join("ann") as connection:
        call.end()
        await connection.wait()


async def speak(call: RTCCall) -> None:
    """Say something to another one, who hears it."""
    async with call.join("ann") as ann, call.join("bob") as bob:
        await ann.send_audio(_RATE, np.full(_RATE // 10, 1000, np.int16))
        await anext(bob.incoming_audio)


async def leave(call: RTCCall) -> None:
    """Go at once."""
    connection = await call.join("ann")
    await connection.leave()


async def fail(call: RTCCall) -> None:
    """Raise in the body."""
    with suppress(ZeroDivisionError):
        async with call.join("ann"):
            raise ZeroDivisionError


async def cancel(call: RTCCall) -> None:
    """Be cancelled while joining, once as soon as it began and once a turn later."""
    for turns in range(2):
        task = asyncio.create_task(leave(call))
        for _ in range(turns + 1):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def refuse(call: RTCCall) -> None:
    """Try to be in a call twice."""
    async with call.join("ann"):
        with suppress(JoinError):
            await call.join("ann")


WAYS: tuple[Callable[[RTCCall], Awaitable[None]], ...] = (
    finish,
    speak,
    leave,
    fail,
    cancel,
    refuse,
)


if __name__ == "__main__":
    main()
