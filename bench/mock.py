"""How fast mock calls go, and whether memory comes back. Neither server nor network takes part.

python -m bench.mock
"""

import argparse
import asyncio
import gc
import itertools
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from bench.conditions import conditions
from bench.results import Memory, Mock, Speed, save
from bench.tools import ROOT
from jackfield import Client, Connection, JoinError, MockConfig, MockParticipant, RTCCall

SPEECH = ROOT / "tests/data/speech"
FILES = ROOT / "tests/data/files"
HEARD = (SPEECH / "jfk.wav", SPEECH / "weather.wav", FILES / "jfk.mp3", FILES / "speech.flac")
SECONDS = 3600
"""Audio that is heard of each file, again and again."""
WARM_UP = 500
CALLS = 10_000
FFMPEG_EVERY = 100
"""Every so many calls one has a file for ffmpeg: a process takes longer than a call."""


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    asked = parser.parse_args()
    memory = asyncio.run(memory_after(asked.calls))
    growth = (memory["rss_at_end_kb"] - memory["rss_after_warm_up_kb"]) / 1024
    sys.stdout.write(f"{memory}\ngrowth: {growth:.1f} MB\n")
    speeds = [asyncio.run(speed(path, asked.seconds)) for path in HEARD]
    for row in speeds:
        sys.stdout.write(f"{row}\n")
    result: Mock = {"conditions": conditions(), "speeds": speeds, "memory": memory}
    save("mock", result)


async def speed(path: Path, seconds: float) -> Speed:
    """Hear a file again and again, by ``incoming_audio``."""
    samples = 0
    call = call_of([path] * 10_000)
    began = time.perf_counter()
    async with call.join("listener") as connection:
        async for _, (rate, pcm) in connection.incoming_audio:
            samples += len(pcm)
            if samples >= seconds * rate:
                break
    took = time.perf_counter() - began
    heard = samples / rate
    return {
        "file": path.name,
        "audio_s": round(heard, 1),
        "took_s": round(took, 2),
        "times_real": round(heard / took),
    }


async def memory_after(calls: int) -> Memory:
    """Have calls that end in every way there is, one after the other."""
    ways = itertools.cycle(WAYS)
    warm = resident_kb()
    for number in range(calls):
        if number == WARM_UP:
            warm = resident_kb()
        if number % FFMPEG_EVERY == 0:
            await leave(call_of([FILES / "speech.ac3"]))
        await next(ways)(call_of([SPEECH / "weather.wav"]))
    return {"calls": calls, "rss_after_warm_up_kb": warm, "rss_at_end_kb": resident_kb()}


def call_of(paths: Sequence[Path], *, realtime: bool = False) -> RTCCall:
    """A call in which one participant speaks these files."""
    call = Client().video.rtc_call("default", "bench")
    ann = MockParticipant(id="ann", audio=[str(path) for path in paths])
    call.set_mock(MockConfig(participants=[ann], realtime=realtime))
    return call


async def finish(call: RTCCall) -> None:
    """Hear everything."""
    async with call.join("bot") as connection:
        async for _ in connection.incoming_audio:
            pass


async def leave(call: RTCCall) -> None:
    """Hear something, then go."""
    async with call.join("bot") as connection:
        await anext(connection.incoming_audio)


async def leave_events(call: RTCCall) -> None:
    """Read some events, then go."""
    async with call.join("bot") as connection:
        async for event in connection:
            if event.HasField("rtc_packet"):
                return


async def fail(call: RTCCall) -> None:
    """Raise in the body."""
    with suppress(ZeroDivisionError):
        async with call.join("bot") as connection:
            await anext(connection.incoming_audio)
            raise ZeroDivisionError


async def cancel(call: RTCCall) -> None:
    """Be cancelled while listening, before anything was read."""
    task = asyncio.create_task(finish(call))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def refuse(call: RTCCall) -> None:
    """Try to join a call that cannot be."""
    call.set_mock(MockConfig())
    with suppress(JoinError):
        await call.join("bot")


async def half_open(call: RTCCall) -> None:
    """Join, listen, and forget about it."""
    connection: Connection = await call.join("bot")
    await anext(connection.incoming_audio)


async def unreadable(call: RTCCall) -> None:
    """Have a file that is not there."""
    ann = MockParticipant(id="ann", audio=["missing.wav"])
    call.set_mock(MockConfig(participants=[ann]))
    connection = await call.join("bot")
    await connection.wait()


async def in_real_time(call: RTCCall) -> None:
    """Hear the first 20 ms of a call that keeps the clock."""
    ann = MockParticipant(id="ann", audio=[str(SPEECH / "weather.wav")])
    call.set_mock(MockConfig(participants=[ann], realtime=True))
    await leave(call)


WAYS: tuple[Callable[[RTCCall], Awaitable[None]], ...] = (
    finish,
    leave,
    leave_events,
    fail,
    cancel,
    refuse,
    half_open,
    unreadable,
    in_real_time,
)


def resident_kb() -> int:
    """Memory of this process, what awaits collection left out."""
    gc.collect()
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise SystemExit("this machine does not tell")


if __name__ == "__main__":
    main()
