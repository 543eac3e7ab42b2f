"""WHIP echo on pipecat-ai: SmallWebRTCTransport in, parrot, out, at default rates."""

import argparse
import asyncio
import sys
from urllib.parse import quote

import aioice.ice
from aiohttp import web
from loguru import logger
from pipecat.frames.frames import Frame, InputAudioRawFrame, OutputAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.base_transport import TransportParams
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from pipecat.transports.smallwebrtc.transport import SmallWebRTCTransport
from pipecat.workers.runner import WorkerRunner


class Parrot(FrameProcessor):
    """Turns input audio into output audio."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            frame = OutputAudioRawFrame(
                audio=frame.audio, sample_rate=frame.sample_rate, num_channels=frame.num_channels
            )
            direction = FrameDirection.DOWNSTREAM
        await self.push_frame(frame, direction)


async def run_parrot(connection: SmallWebRTCConnection) -> None:
    """Run one session's pipeline to its end."""
    params = TransportParams(audio_in_enabled=True, audio_out_enabled=True)
    transport = SmallWebRTCTransport(connection, params)
    worker = PipelineWorker(
        Pipeline([transport.input(), Parrot(), transport.output()]),
        params=PipelineParams(),
        enable_rtvi=False,
        enable_turn_tracking=False,
        cancel_on_idle_timeout=False,
        check_dangling_tasks=False,
    )

    @transport.event_handler("on_client_disconnected")
    async def gone(transport: SmallWebRTCTransport, client: SmallWebRTCConnection) -> None:  # noqa: ARG001
        await worker.cancel()

    runner = WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
    await runner.add_workers(worker)
    await runner.run()


class Endpoint:
    """The WHIP endpoint."""

    def __init__(self) -> None:
        self._sessions: dict[str, SmallWebRTCConnection] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def post(self, request: web.Request) -> web.Response:
        """Answer an offer."""
        connection = SmallWebRTCConnection()
        await connection.initialize(sdp=await request.text(), type="offer")
        task = asyncio.create_task(run_parrot(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        answer = connection.get_answer()
        self._sessions[answer["pc_id"]] = connection
        return web.Response(
            status=201,
            text=answer["sdp"],
            content_type="application/sdp",
            headers={"Location": f"/whip/{quote(answer['pc_id'], safe='')}"},
        )

    async def delete(self, request: web.Request) -> web.Response:
        """End a session."""
        connection = self._sessions.pop(request.match_info["id"], None)
        if connection is None:
            raise web.HTTPNotFound
        await connection.disconnect()
        return web.Response()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8103)
    options = parser.parse_args()
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]  # noqa: ARG005
    endpoint = Endpoint()
    app = web.Application()
    app.add_routes([web.post("/whip", endpoint.post), web.delete("/whip/{id}", endpoint.delete)])
    web.run_app(app, host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
