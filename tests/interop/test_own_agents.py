"""What an agent says is heard by its caller, and what a caller says by the agent."""

import shutil
import wave
from pathlib import Path

import numpy as np

from e2e.browser import SPEECH
from e2e.echo import Signal, find_echo, line_up
from e2e.server import serving
from interop import own_agents
from interop.foreign import RATE, calling

ANNOUNCEMENT_S = 3


async def test_a_caller_hears_an_announcement_to_its_end(tmp_path: Path) -> None:
    shutil.copy(own_agents.__file__, tmp_path)
    announced = _read(SPEECH)[: ANNOUNCEMENT_S * RATE]
    _write(tmp_path / own_agents.ANNOUNCEMENT, announced)
    with serving(tmp_path, "--agent", "own_agents:announcer") as server:
        async with calling(server.whip, SPEECH) as call:
            closed = await server.logged("session_closed")
            await call.hung_up()
            heard = call.listener.heard()
    assert closed["reason"] == "local"
    assert [event["reason"] for event in server.events("agent_finished")] == ["returned"]
    rest = np.zeros(2 * RATE)  # the echo of the last word is looked for beyond it
    echo = find_echo(np.concatenate((announced, rest)), np.concatenate((heard, rest)), RATE)
    assert echo.median_likeness > 0.85, echo
    assert echo.likeness[-1] > 0.6, "the end was cut off"


async def test_an_agent_hears_its_caller(tmp_path: Path) -> None:
    shutil.copy(own_agents.__file__, tmp_path)
    with serving(tmp_path, "--agent", "own_agents:scribe") as server:
        async with calling(server.whip, SPEECH) as call:
            await call.speaker.spoken(4)
            said = call.speaker.said()
            assert await call.close() == 200
        await server.logged("agent_finished")
    echo = find_echo(*line_up(said, _read(tmp_path / own_agents.MINUTES), RATE), RATE)
    assert echo.median_likeness > 0.85, echo
    assert echo.share_alike > 0.8, echo


def _read(path: Path) -> Signal:
    with wave.open(str(path)) as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32_768


def _write(path: Path, signal: Signal) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((signal * 32_767).astype(np.int16).tobytes())
