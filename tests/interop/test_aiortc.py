"""Calls from aiortc, which shares no line of code with us or with browsers."""

from pathlib import Path

import pytest

from e2e.browser import SPEECH
from e2e.server import LiveServer, serving
from interop.foreign import calling

LISTEN_S = 5.0


@pytest.mark.parametrize("agent", ["parrot", "pcm-parrot", "transcoding-parrot"])
async def test_aiortc_hears_what_it_said(agent: str, tmp_path: Path) -> None:
    with serving(tmp_path, "--agent", agent) as server:
        async with calling(server.whip, SPEECH) as call:
            echo = await call.echo(LISTEN_S)
            assert await call.close() == 200
        assert (await server.logged("session_closed"))["reason"] == "local"
    assert echo.median_likeness > 0.85, echo
    assert echo.share_alike > 0.8, echo


@pytest.mark.parametrize(
    ("offered", "answered"), [("actpass", "passive"), ("active", "passive"), ("passive", "active")]
)
async def test_both_dtls_roles_are_taken(offered: str, answered: str, server: LiveServer) -> None:
    async with calling(server.whip, SPEECH, setup=offered) as call:
        assert f"a=setup:{answered}" in call.answer
        await call.listener.wait_for(0.5)
        assert await call.close() == 200


async def test_a_peer_that_closes_dtls_ends_its_session(server: LiveServer) -> None:
    async with calling(server.whip, SPEECH) as call:
        await call.listener.wait_for(0.5)
        await call.peer.close()
        assert (await server.logged("session_closed"))["reason"] == "peer"
