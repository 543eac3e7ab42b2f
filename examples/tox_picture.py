"""A Tox friend that shows a moving test picture to its first caller, until they hang up.

python examples/tox_picture.py picture.tox --node HOST:PORT:PUBLIC_KEY
"""

import argparse
import asyncio

import numpy as np

from jackfield.tox import AsyncTox, NotInCallError, Tox, ToxCall, ToxOptions, ToxProfile, VideoFrame

WIDTH, HEIGHT, FRAMES_PER_S = 160, 120, 15
VIDEO_KBITS = 500


def picture(step: int) -> VideoFrame:
    """Slopes that wander, and a bright bar that goes from left to right."""
    across, down = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    y = ((across + down + 4 * step) % 160 + 40).astype(np.uint8)
    bar = 4 * step % (WIDTH - 16)
    y[:, bar : bar + 16] = 235
    u = np.full((HEIGHT // 2, WIDTH // 2), 90, np.uint8)
    v = np.full((HEIGHT // 2, WIDTH // 2), 160, np.uint8)
    return VideoFrame(WIDTH, HEIGHT, y, u, v)


async def show(call: ToxCall) -> int:
    """Send pictures as time passes; gives their number."""
    await call.answer(video_bit_rate=VIDEO_KBITS)
    loop = asyncio.get_running_loop()
    begun, step = loop.time(), 0
    while not call.state.is_over:
        try:
            await call.send_video(picture(step))
        except NotInCallError:
            break
        step += 1
        await asyncio.sleep(begun + step / FRAMES_PER_S - loop.time())
    return step


async def main(profile: str, nodes: list[str]) -> None:
    """Wait for one call."""
    options = ToxOptions(local_discovery=not nodes)
    with Tox(options, profile=ToxProfile(profile)) as tox:
        tox.save()
        print(tox.address, flush=True)
        async with AsyncTox(tox) as node:
            for text in nodes:
                host, port, key = text.rsplit(":", 2)
                await node.bootstrap(host, int(port), key)
            print(f"{await show(await anext(node.calls))} pictures")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profile")
    parser.add_argument("--node", action="append", default=[])
    arguments = parser.parse_args()
    asyncio.run(main(arguments.profile, arguments.node))
