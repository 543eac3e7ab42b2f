"""A Tox friend that writes what its first caller says to a WAV file, and ends with the call.

python examples/tox_record.py recorder.tox said.wav --node HOST:PORT:PUBLIC_KEY
"""

import argparse
import asyncio
import wave

from jackfield.tox import AsyncTox, Tox, ToxCall, ToxOptions, ToxProfile

RATE = 48_000


async def record(call: ToxCall, target: str) -> float:
    """Write until the friend hangs up; gives the seconds that were written."""
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        await call.answer()
        async for frame in call.audio:
            if frame.rate == RATE:  # what nearly every client sends
                file.writeframes(frame.mono().tobytes())
        return file.getnframes() / RATE


async def main(profile: str, target: str, nodes: list[str]) -> None:
    """Wait for one call."""
    options = ToxOptions(local_discovery=not nodes)
    with Tox(options, profile=ToxProfile(profile)) as tox:
        tox.save()
        print(tox.address, flush=True)
        async with AsyncTox(tox) as node:
            for text in nodes:
                host, port, key = text.rsplit(":", 2)
                await node.bootstrap(host, int(port), key)
            call = await anext(node.calls)
            print(f"{target}: {await record(call, target):.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile")
    parser.add_argument("target")
    parser.add_argument("--node", action="append", default=[])
    arguments = parser.parse_args()
    asyncio.run(main(arguments.profile, arguments.target, arguments.node))
