"""A Tox friend that says back what it hears, for everybody who calls.

python examples/tox_echo.py echo.tox --node HOST:PORT:PUBLIC_KEY
"""

import argparse
import asyncio

from jackfield.tox import AsyncTox, FriendRequest, Tox, ToxCall, ToxOptions, ToxProfile


async def echo(call: ToxCall) -> None:
    """Answer, and send back each frame as it comes."""
    await call.answer()
    print(f"friend {call.friend_number} calls", flush=True)
    async for frame in call.audio:
        await call.send_audio(frame.pcm, rate=frame.rate, channels=frame.channels)


async def befriend(node: AsyncTox) -> None:
    """Accept everybody who asks."""
    async for event in node.events:
        if isinstance(event, FriendRequest):
            await node.friend_accept(event.public_key)
            await node.save()


async def main(profile: str, nodes: list[str]) -> None:
    """Run until it is interrupted."""
    # Without a node to begin with, friends in the local network are found.
    options = ToxOptions(local_discovery=not nodes)
    with Tox(options, profile=ToxProfile(profile)) as tox:
        tox.name = "Echo"
        tox.save()
        print(tox.address, flush=True)
        async with AsyncTox(tox) as node, asyncio.TaskGroup() as tasks:
            for text in nodes:
                host, port, key = text.rsplit(":", 2)
                await node.bootstrap(host, int(port), key)
            tasks.create_task(befriend(node))
            async for call in node.calls:
                # A call that fails is not to end the others.
                tasks.create_task(asyncio.wait([asyncio.create_task(echo(call))]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile")
    parser.add_argument("--node", action="append", default=[])
    arguments = parser.parse_args()
    asyncio.run(main(arguments.profile, arguments.node))
