"""WHIP echo on aiortc.

Every packet is decoded to PCM and encoded again (``MediaRelay``). With ``--pass-through`` no codec
runs: a private method of the receiver is replaced so that the Opus payload goes straight to the
sender, as aiortc has no public way to read packets before they are decoded.
"""

import argparse
import asyncio
import fractions
import secrets

import aioice.ice
from aiohttp import web
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription
from aiortc.contrib.media import MediaRelay
from aiortc.rtp import RtpPacket
from av.packet import Packet

OPUS_TIME_BASE = fractions.Fraction(1, 48_000)


class PacketTrack(MediaStreamTrack):
    """Packets that were not decoded, towards a sender that does not encode them."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.queue: asyncio.Queue[Packet] = asyncio.Queue()

    async def recv(self) -> Packet:
        return await self.queue.get()


def packets_of(receiver: RTCRtpReceiver) -> PacketTrack:
    """Turn a receiver into a track of its packets."""
    track = PacketTrack()

    async def handle(received: RtpPacket, arrival_time_ms: int) -> None:  # noqa: ARG001
        packet = Packet(received.payload)
        packet.pts, packet.time_base = received.timestamp, OPUS_TIME_BASE
        track.queue.put_nowait(packet)

    receiver._handle_rtp_packet = handle  # noqa: SLF001
    return track


class Parrot:
    """The WHIP endpoint."""

    def __init__(self, *, pass_through: bool) -> None:
        self._pass_through = pass_through
        self._relay = MediaRelay()
        self._sessions: dict[str, RTCPeerConnection] = {}

    async def post(self, request: web.Request) -> web.Response:
        """Answer an offer."""
        connection = RTCPeerConnection()
        session = secrets.token_hex(8)
        self._sessions[session] = connection

        @connection.on("track")
        def on_track(track: MediaStreamTrack) -> None:
            if self._pass_through:
                track = packets_of(connection.getTransceivers()[-1].receiver)
            else:
                track = self._relay.subscribe(track)
            connection.addTrack(track)

        @connection.on("connectionstatechange")
        async def on_state() -> None:
            if connection.connectionState in {"failed", "closed"}:
                self._sessions.pop(session, None)
                await connection.close()

        offer = RTCSessionDescription(await request.text(), "offer")
        await connection.setRemoteDescription(offer)
        await connection.setLocalDescription(await connection.createAnswer())
        return web.Response(
            status=201,
            text=connection.localDescription.sdp,
            content_type="application/sdp",
            headers={"Location": f"/whip/{session}"},
        )

    async def delete(self, request: web.Request) -> web.Response:
        """End a session."""
        connection = self._sessions.pop(request.match_info["id"], None)
        if connection is None:
            raise web.HTTPNotFound
        await connection.close()
        return web.Response()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8101)
    parser.add_argument("--pass-through", action="store_true")
    options = parser.parse_args()
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]  # noqa: ARG005
    parrot = Parrot(pass_through=options.pass_through)
    app = web.Application()
    app.add_routes([web.post("/whip", parrot.post), web.delete("/whip/{id}", parrot.delete)])
    web.run_app(app, host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
