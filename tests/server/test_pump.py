"""Bytes between two connections."""

import asyncio
import socket

from jackfield.server.pump import Pump


async def _pumped() -> tuple[socket.socket, socket.socket]:
    """The client's end and the core's, with a pump between them."""
    outside, client = socket.socketpair()
    inside, core = socket.socketpair()
    for end in (outside, client, core):
        end.settimeout(0)
    transport, _ = await asyncio.get_running_loop().create_connection(
        asyncio.Protocol, sock=outside
    )
    transport.pause_reading()
    await Pump.connect(transport, inside)
    return client, core


async def test_bytes_go_both_ways_until_one_side_ends() -> None:
    loop = asyncio.get_running_loop()
    client, core = await _pumped()
    await loop.sock_sendall(client, b"up")
    assert await loop.sock_recv(core, 10) == b"up"
    await loop.sock_sendall(core, b"down")
    assert await loop.sock_recv(client, 10) == b"down"
    core.close()
    assert await loop.sock_recv(client, 10) == b""
    client.close()


async def test_a_side_that_takes_nothing_stops_the_other() -> None:
    loop = asyncio.get_running_loop()
    client, core = await _pumped()
    sent = 0
    try:
        async with asyncio.timeout(0.2):
            while True:
                await loop.sock_sendall(core, bytes(65_536))
                sent += 65_536
    except TimeoutError:
        pass
    # The client reads nothing: what is under way is bounded by buffers, not by how much is sent.
    assert 0 < sent < 4_000_000
    core.close()
    client.close()


async def test_a_client_that_left_meanwhile_ends_the_core_s_side_too() -> None:
    outside, client = socket.socketpair()
    inside, core = socket.socketpair()
    core.settimeout(0)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(asyncio.Protocol, sock=outside)
    transport.abort()
    await Pump.connect(transport, inside)
    assert await loop.sock_recv(core, 10) == b""
    core.close()
    client.close()
