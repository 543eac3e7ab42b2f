"""Echo on fastrtc, at its own JSON endpoint ``/webrtc/offer`` (whipload ``-api json``)."""

import argparse
import asyncio

import aioice.ice
import numpy as np
import uvicorn
from fastapi import FastAPI
from fastrtc import AsyncStreamHandler, Stream

Frame = tuple[int, np.ndarray]


class Echo(AsyncStreamHandler):
    """Gives back each frame."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: asyncio.Queue[Frame] = asyncio.Queue()

    async def receive(self, frame: Frame) -> None:
        self.queue.put_nowait(frame)

    async def emit(self) -> Frame:
        return await self.queue.get()

    def copy(self) -> "Echo":
        return Echo()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8104)
    options = parser.parse_args()
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]  # noqa: ARG005
    stream = Stream(
        Echo(), modality="audio", mode="send-receive", concurrency_limit=2000, time_limit=None
    )
    app = FastAPI()
    stream.mount(app)
    uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
