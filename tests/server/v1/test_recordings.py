"""Recordings as operators begin, pause and end them."""

import asyncio
from pathlib import Path

import pytest

from media_kit import settle
from rest_kit import Operated, operating
from server_kit import is_problem


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where the directory of recordings is made


async def begin(operated: Operated, **asked: object) -> dict[str, object]:
    response = await operated.client.post("/v1/calls/default/standup/recordings", json=asked)
    assert response.status_code == 201, response.text
    begun: dict[str, object] = response.json()
    return begun


async def test_a_call_is_recorded_in_one_file_and_its_end_tells_its_length() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        begun = await begin(operated, format="wav")
        core = operated.board.engine.recordings[int(str(begun["id"]))]
        assert (core.source, core.file_format) == (operated.board.call.number, "wav")
        assert Path(core.path).name == begun["file"]
        assert "default-standup" in str(begun["file"])
        assert (begun["state"], begun["participant"]) == ("recording", None)
        listed = (await operated.ask("GET", "/recordings")).json()
        assert listed == {"recordings": [begun]}
        ended = (await operated.ask("DELETE", f"/recordings/{begun['id']}")).json()
        assert (ended["state"], ended["seconds"]) == ("stopped", 1.5)
        assert (await operated.ask("GET", "/recordings")).json() == {"recordings": []}
        again = await operated.ask("DELETE", f"/recordings/{begun['id']}")
        assert is_problem(again, 404, "recording_unknown")
        assert operated.board.kinds().count("recording") == 2
        assert not operated.board.last().recording.HasField("participant")


async def test_a_participant_is_recorded_alone() -> None:
    async with operating() as operated:
        ann = await operated.board.join("ann")
        begun = await begin(operated, participant="ann")
        assert begun["participant"] == "ann"
        (core,) = operated.board.engine.recordings.values()
        assert core.source == ann.session
        assert operated.board.last().recording.participant.id == "ann"
        await operated.ask("DELETE", f"/recordings/{begun['id']}")


async def test_a_recording_is_paused_and_goes_on() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        begun = await begin(operated)
        path = f"/recordings/{begun['id']}"
        paused = (await operated.ask("PATCH", path, paused=True)).json()
        assert paused["state"] == "paused"
        await operated.ask("PATCH", path, paused=True)
        assert (await operated.ask("GET", path)).json() == paused
        await operated.ask("PATCH", path, paused=False)
        (core,) = operated.board.engine.recordings.values()
        assert core.pauses == [True, False]
        await operated.ask("DELETE", path)


async def test_a_recording_that_failed_says_why_at_its_end() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        begun = await begin(operated)
        path = f"/recordings/{begun['id']}"
        engine = operated.board.engine
        asking = asyncio.create_task(operated.ask("DELETE", path))
        engine.end_recording(int(str(begun["id"])), code="disk_full")
        ended = (await asking).json()
        assert (ended["state"], ended["error"]) == ("failed", "disk_full")
        await settle()
        assert is_problem(await operated.ask("GET", path), 404, "recording_unknown")


async def test_who_is_not_there_cannot_be_recorded() -> None:
    async with operating() as operated:
        ann = await operated.board.join("ann")
        unknown = await operated.ask("POST", "/recordings", participant="bob")
        assert is_problem(unknown, 404, "participant_unknown")
        operated.board.engine.end(ann.session, "consent_expired")
        await settle()
        away = await operated.ask("POST", "/recordings", participant="ann")
        assert is_problem(away, 409, "participant_away")


async def test_a_folder_that_cannot_be_made_is_told_without_its_name(tmp_path: Path) -> None:
    def _block() -> None:
        (tmp_path / "recordings").write_text("no folder")

    _block()
    async with operating() as operated:
        await operated.board.join("ann")
        refused = await operated.client.post("/v1/calls/default/standup/recordings", json={})
        assert is_problem(refused, 503, "no_directory")
        assert str(tmp_path) not in refused.text


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"format": "mp3"}, "format"),
        ({"participant": "a b"}, "participant"),
        ({"location": "/etc"}, "location"),
    ],
)
async def test_a_wrong_field_is_named(asked: dict[str, object], field: str) -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        response = await operated.ask("POST", "/recordings", **asked)
    assert is_problem(response, 422, "invalid")
    assert response.json()["errors"][0]["field"].startswith(field)
