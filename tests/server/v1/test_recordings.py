"""Recordings as operators begin, pause and end them."""

import asyncio
import gc
import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from jackfield.calls import CallName
from media_kit import settle
from rest_kit import SECRET, Operated, operating, token
from server_kit import is_problem


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where the directory of recordings is made


def write(path: str) -> None:
    Path(path).write_bytes(b"RIFF")


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


async def test_the_recording_of_a_participant_ends_when_they_are_moved_elsewhere() -> None:
    async with operating() as operated:
        board = operated.board
        await board.join("ann")
        begun = await begin(operated, participant="ann")
        sales = board.book.get_or_create(CallName("default", "sales"), beside=board.call)
        board.call.move("ann", sales)
        await settle()
        ended = (await operated.client.get(f"/v1/recordings/{begun['id']}")).json()
        assert (ended["state"], ended["call"]) == ("stopped", "default:standup")


async def test_the_recording_of_a_participant_goes_on_when_they_come_back() -> None:
    async with operating() as operated:
        board = operated.board
        ann = await board.join("ann")
        begun = await begin(operated, participant="ann")
        (core,) = board.engine.recordings.values()
        board.engine.end(ann.session, "consent_expired")
        await settle()
        assert (await operated.ask("GET", f"/recordings/{begun['id']}")).status_code == 200
        again = await board.join(resume=ann.token)
        assert core.source == again.session
        board.engine.end(again.session, "consent_expired")
        await settle()
        board.timers.advance(31)  # their place is given up
        await settle()
        assert board.engine.recordings == {}
        assert board.engine.stopped == [int(str(begun["id"]))]


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


async def test_what_has_ended_is_listed_and_can_be_fetched() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        first, second = await begin(operated, format="wav"), await begin(operated)
        going_on = await operated.client.get(f"/v1/recordings/{first['id']}/content")
        assert is_problem(going_on, 409, "not_stopped")
        core = operated.board.engine.recordings[int(str(first["id"]))]
        write(core.path)
        await operated.ask("DELETE", f"/recordings/{first['id']}")
        operated.board.call.end()
        await settle()
        listed = (await operated.client.get("/v1/recordings")).json()["recordings"]
        assert [(one["id"], one["call"]) for one in listed] == [
            (second["id"], "default:standup"),
            (first["id"], "default:standup"),
        ]
        assert (listed[1]["state"], listed[1]["seconds"]) == ("stopped", 1.5)
        assert listed[1]["location"] is None
        assert (await operated.client.get(f"/v1/recordings/{first['id']}")).json() == listed[1]
        sound = await operated.client.get(f"/v1/recordings/{first['id']}/content")
        assert (sound.content, sound.headers["Content-Type"]) == (b"RIFF", "audio/wav")
        none = await operated.client.get("/v1/recordings?call=default:other")
        assert none.json() == {"recordings": []}
        unknown = await operated.client.get("/v1/recordings/99")
        assert is_problem(unknown, 404, "recording_unknown")


async def test_a_recording_that_is_stored_elsewhere_is_not_fetched_here() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        book = operated.board.hub.recordings
        book.options = replace(book.options, url="memory://bucket")
        begun = await begin(operated, format="wav")
        core = operated.board.engine.recordings[int(str(begun["id"]))]
        write(core.path)
        ended = (await operated.ask("DELETE", f"/recordings/{begun['id']}")).json()
        assert ended["state"] == "stopped"
        kept = (await operated.client.get(f"/v1/recordings/{begun['id']}")).json()
        assert kept["location"] == f"memory://bucket/{begun['file']}"
        refused = await operated.client.get(f"/v1/recordings/{begun['id']}/content")
        assert is_problem(refused, 409, "stored_elsewhere")


async def test_a_token_for_one_call_sees_only_its_recordings() -> None:
    async with operating(api_secrets={"app": SECRET}) as operated:
        await operated.board.join("ann")
        url = "/v1/calls/default/standup/recordings"
        begun = await operated.client.post(url, json={}, headers=token(call="default:standup"))
        assert begun.status_code == 201
        path = f"/v1/recordings/{begun.json()['id']}"
        for call, seen, status in (("default:standup", 1, 200), ("default:other", 0, 404)):
            headers = token(call=call)
            listed = await operated.client.get("/v1/recordings", headers=headers)
            assert len(listed.json()["recordings"]) == seen
            assert (await operated.client.get(path, headers=headers)).status_code == status


async def test_what_is_kept_of_a_recording_holds_on_to_no_call() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        begun = await begin(operated)
        call = weakref.ref(operated.board.call)
        await operated.ask("DELETE", "")
        operated.board.engine.end_recording(int(str(begun["id"])))
        await settle(20)
        operated.board.timers._timers.clear()  # noqa: SLF001  # the test's clock knows it still
        gc.collect()
        assert call() is None
        kept = (await operated.client.get(f"/v1/recordings/{begun['id']}")).json()
        assert (kept["call"], kept["state"]) == ("default:standup", "stopped")
