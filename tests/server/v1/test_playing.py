"""What operators play in calls."""

import asyncio
import wave
from pathlib import Path

import httpx
import numpy as np
import pytest

from media_kit import settle
from rest_kit import CALL, Operated, operating
from server_kit import is_problem

SPEECH = Path(__file__).parents[2] / "data" / "speech" / "weather.wav"
SECONDS = 1.8676
WAV = {"Content-Type": "audio/wav"}


async def send(operated: Operated, content: bytes | None = None, query: str = "") -> httpx.Response:
    return await operated.client.post(
        f"{CALL}/play{query}", content=content or SPEECH.read_bytes(), headers=WAV
    )


async def until_played(operated: Operated) -> None:
    """Let play-out go on until nothing is played any more."""
    async with asyncio.timeout(8):
        while (await operated.ask("GET", "/play")).json()["players"]:
            operated.board.engine.advance(500)
            await asyncio.sleep(0.005)


async def test_what_is_sent_is_played_to_its_end() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        begun = await send(operated)
        assert begun.status_code == 201
        player = begun.json()
        assert (player["source"], player["to"]) == ("upload", None)
        inside = (await operated.ask("GET", f"/participants/{player['id']}")).json()
        assert (inside["agent"], inside["transport"]) == (True, "player")
        seat = max(operated.board.engine.sessions)
        spoken = operated.board.engine.sessions[seat].heard
        await until_played(operated)
        await settle()
        assert sum(len(pcm) for _, pcm in spoken) / 48_000 == pytest.approx(SECONDS, abs=1e-3)
        gone = await operated.ask("GET", f"/participants/{player['id']}")
        assert is_problem(gone, 404, "participant_unknown")


async def test_a_file_of_the_media_folder_is_played_for_one_alone() -> None:
    async with operating(media_dir=str(SPEECH.parent)) as operated:
        ann = await operated.board.join("ann")
        bob = await operated.board.join("bob")
        begun = await operated.ask("POST", "/play", file="weather.wav", to="ann")
        assert begun.status_code == 201
        seat = max(operated.board.engine.sessions)
        gains = operated.board.engine.calls.gains
        assert gains[bob.session, seat] == 0
        assert gains.get((ann.session, seat), 1.0) == 1
        assert begun.json()["to"] == "ann"
        await until_played(operated)
        assert (await operated.ask("GET", "/routes")).json() == {"routes": []}


async def test_what_is_stopped_falls_silent_at_once() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        player = (await send(operated)).json()["id"]
        assert (await operated.ask("DELETE", f"/play/{player}")).status_code == 204
        await until_played(operated)
        assert is_problem(await operated.ask("DELETE", f"/play/{player}"), 404, "player_unknown")


async def test_the_end_of_a_call_ends_what_is_played() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        await send(operated)
        assert (await operated.ask("DELETE")).status_code == 204


@pytest.mark.parametrize(
    "name", ["../conftest.py", "/etc/passwd", "absent.wav", ".", "a\0b", "x" * 500]
)
async def test_no_other_file_of_the_machine_can_be_named(name: str) -> None:
    async with operating(media_dir=str(SPEECH.parent)) as operated:
        await operated.board.join("ann")
        refused = await operated.ask("POST", "/play", file=name)
    assert is_problem(refused, 404, "file_unknown")


async def test_a_link_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "away.wav").symlink_to(SPEECH)
    async with operating(media_dir=str(tmp_path)) as operated:
        await operated.board.join("ann")
        refused = await operated.ask("POST", "/play", file="away.wav")
    assert is_problem(refused, 404, "file_unknown")


async def test_without_a_media_folder_there_are_no_files() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        assert is_problem(await operated.ask("POST", "/play", file="weather.wav"), 404)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"#EXTM3U\nfile:///etc/hostname\n", "unsupported_media_type"),
        (b"ffconcat version 1.0\nfile /etc/hostname\n", "unsupported_media_type"),
        (b"<?xml version='1.0'?>", "unsupported_media_type"),
        (b"x", "unsupported_media_type"),
        (b"RIFF1234WAVEnonsense", "not_audio"),
    ],
)
async def test_what_is_no_audio_is_refused(content: bytes, code: str) -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        refused = await send(operated, content)
        assert is_problem(refused, 415, code)
        assert "/tmp" not in refused.text  # noqa: S108  # what must not be told
        assert (await operated.ask("GET", "/play")).json() == {"players": []}


async def test_limits_hold() -> None:
    async with operating(max_players=1, max_upload_bytes=200_000) as operated:
        await operated.board.join("ann")
        assert is_problem(await send(operated, b"RIFF" + bytes(200_000)), 413, "too_large")
        assert (await send(operated)).status_code == 201
        assert is_problem(await send(operated), 503, "at_capacity")


async def test_a_listener_who_is_not_there_is_named() -> None:
    async with operating() as operated:
        await operated.board.join("bob")
        refused = await send(operated, query="?to=ann")
        assert is_problem(refused, 404, "participant_unknown")
        assert (await operated.ask("GET", "/routes")).json() == {"routes": []}


async def test_a_full_call_has_no_room_for_a_player() -> None:
    async with operating() as operated:
        for name in ("ann", "bob", "cy", "di"):
            await operated.board.join(name)
        assert is_problem(await send(operated, query="?to=ann"), 503, "call_full")
        assert (await operated.ask("GET", "/routes")).json() == {"routes": []}


async def test_a_long_file_is_not_read_ahead(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "long.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(np.ones(8000 * 60, np.int16).tobytes())
    async with operating(media_dir=str(tmp_path)) as operated:
        await operated.board.join("ann")
        await operated.ask("POST", "/play", file="long.wav")
        for _ in range(100):
            await asyncio.sleep(0.002)
        (player,) = (await operated.ask("GET", "/play")).json()["players"]
        assert player["seconds"] < 15
        await operated.ask("DELETE")
