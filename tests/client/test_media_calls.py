"""Playing to and recording calls of a whole server over real HTTP."""

import asyncio
from pathlib import Path

import pytest

from jackfield import AsyncClient, CallRequest, Client, ServerRecording
from jackfield.errors import LocalProtocolError, RemoteProtocolError
from jackfield.server.app import Server
from live_kit import listening
from media_kit import tone

SPEECH = Path(__file__).parents[1] / "data" / "speech" / "weather.wav"
MADE = CallRequest(created_by_id="ops")


def write_sound(server: Server) -> None:
    """What the real core would have done by now."""
    for recording in server.sessions._engine.recordings.values():  # type: ignore[attr-defined]  # noqa: SLF001  # the fake's
        Path(recording.path).write_bytes(b"OggS")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where the directory of recordings is made


async def test_a_server_records_a_call_and_hands_the_sound_out(tmp_path: Path) -> None:
    async with listening(api_keys="boss") as (server, place):
        call = AsyncClient(f"http://{place}", api_key="boss").rtc_call("default", "a")
        await call.get_or_create(data=MADE)
        begun = await call.record(file_format="wav")
        assert (begun.state, begun.participant) == ("recording", "")
        assert (await call.pause_recording(begun.id)).state == "paused"
        assert (await call.pause_recording(begun.id, paused=False)).state == "recording"
        with pytest.raises(RemoteProtocolError, match="has not ended"):
            await call.save_recording(begun.id, "early.wav")
        write_sound(server)
        ended = await call.stop_recording(begun.id)
        assert (ended.state, ended.seconds) == ("stopped", 1.5)
        assert [one.id for one in await call.recordings()] == [begun.id]
        await call.save_recording(begun.id, tmp_path / "mine.wav")
        with pytest.raises(RemoteProtocolError, match="no 'ann'"):
            await call.record("ann")
    assert (tmp_path / "mine.wav").stat().st_size == 4


async def test_the_client_without_an_event_loop_does_the_same() -> None:
    def _work(place: str) -> tuple[ServerRecording, ...]:
        call = Client(f"http://{place}", api_key="boss").rtc_call("default", "a")
        call.get_or_create(data=MADE)
        begun = call.record()
        assert call.pause_recording(begun.id).state == "paused"
        player = call.play(SPEECH)
        call.stop_playing(player)
        assert call.stop_recording(begun.id).state == "stopped"
        return call.recordings()

    async with listening(api_keys="boss") as (_, place):
        (kept,) = await asyncio.to_thread(_work, place)
    assert kept.state == "stopped"


async def test_a_file_and_an_array_are_played_to_a_call_of_a_server() -> None:
    async with listening(api_keys="boss") as (_, place):
        call = AsyncClient(f"http://{place}", api_key="boss").rtc_call("default", "a")
        await call.get_or_create(data=MADE)
        players = {await call.play(SPEECH), await call.play(tone(200), rate=48_000)}
        assert {one.id for one in await call.participants()} == players
        for player in players:
            await call.stop_playing(player)
        with pytest.raises(RemoteProtocolError) as refused:
            await call.stop_playing("player-none")
        assert refused.value.code == "player_unknown"
        with pytest.raises(RemoteProtocolError, match="nobody"):
            await call.play(SPEECH, to="nobody")


async def test_in_this_process_a_server_is_missed_in_words() -> None:
    with pytest.raises(LocalProtocolError, match="an AsyncClient plays"):
        Client().rtc_call("default", "a").play(SPEECH)
    with pytest.raises(RemoteProtocolError, match="there is no such call"):
        await AsyncClient().rtc_call("default", "a").record()
    with pytest.raises(LocalProtocolError, match=r"connection\.record"):
        await AsyncClient().rtc_call("default", "a").save_recording("7", "a.opus")
