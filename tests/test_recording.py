"""Recordings as programs hold them: where they go, what ends them, what is said when they fail."""

import asyncio
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest

from fakes import FakeEngine
from jackfield import v1
from jackfield.config import Settings
from jackfield.errors import CallEndedError, RecordingError
from jackfield.recording import Recorded, RecordingBook, RecordingOptions, RecordingRequest
from jackfield.storage import Patience
from jackfield.v1 import Event
from media_kit import open_call, running_hub, settle


def options(directory: Path, max_s: float = 0.0) -> RecordingOptions:
    patience = Patience(attempts=1, backoff_s=0.001)
    return RecordingOptions(directory=directory, max_s=max_s, patience=patience)


def absolute(name: str) -> str:
    return str(Path(name).absolute())


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def exists(path: Path) -> bool:
    return path.exists()


def told(engine: FakeEngine, book: RecordingBook) -> None:
    for event in engine.drain(100).events:
        book.handle(event)


async def test_a_file_of_ours_is_recorded_to_as_its_name_says(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        for name, form in [("a.opus", "ogg"), ("b.ogg", "ogg"), ("c.WAV", "wav"), ("d", "ogg")]:
            recording = await call.record(name)
            (begun,) = engine.recordings.values()
            assert (begun.path, begun.file_format) == (absolute(name), form)
            assert begun.source == call.session
            recorded = await recording.stop()
            assert recorded == Recorded(location=begun.path, seconds=1.5)


async def test_without_a_name_it_goes_to_the_directory(engine: FakeEngine, tmp_path: Path) -> None:
    book = RecordingBook(engine, options(tmp_path / "new" / "folder"))
    first = await book.record(1, RecordingRequest(file_format="wav", name="default:stand up/../x"))
    second = await book.record(1, RecordingRequest())
    paths = [Path(begun.path) for begun in engine.recordings.values()]
    assert [path.parent for path in paths] == [tmp_path / "new" / "folder"] * 2
    assert paths[0].name.endswith("-default-stand-up-..-x-1.wav")
    assert paths[1].name.endswith("-recording-2.opus")
    for recording in (first, second):
        recording.end()
    told(engine, book)
    await book.close()
    assert len(book) == 0


async def test_a_pause_is_told_to_the_core(engine: FakeEngine, tmp_path: Path) -> None:
    book = RecordingBook(engine, options(tmp_path))
    recording = await book.record(1, RecordingRequest())
    recording.pause()
    recording.resume()
    assert engine.recordings[recording.id].pauses == [True, False]
    recording.end()
    told(engine, book)
    await recording.wait()


async def test_the_end_of_the_block_ends_it(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        async with await call.record("block.wav") as recording:
            assert recording.location == absolute("block.wav")
        assert engine.stopped == [recording.id]


async def test_what_the_core_cannot_write_is_said_by_name(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        recording = await call.record("/full/call.opus")
        engine.end_recording(recording.id, code="disk_full")
        with pytest.raises(RecordingError, match=r"/full/call\.opus: .*the disk is full") as failed:
            await recording.wait()
        assert failed.value.code == "disk_full"
        assert engine.stopped == [recording.id], "nothing need be noted for it any more"


async def test_a_call_that_is_over_cannot_be_recorded(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        late = await call.record("late.wav")
        engine.end_recording(late.id, code="unknown_session")
        with pytest.raises(CallEndedError):
            await late.wait()
        engine.end(call.session, "peer")
        await settle()
        with pytest.raises(CallEndedError):
            await call.record("later.wav")


async def test_a_url_is_stored_when_it_is_whole(engine: FakeEngine, tmp_path: Path) -> None:
    book = RecordingBook(engine, options(tmp_path))
    recording = await book.record(1, RecordingRequest(target="memory://calls/a.wav", name="a"))
    spool = Path(engine.recordings[recording.id].path)
    write(spool, b"whole")
    recording.end()
    told(engine, book)
    assert await recording.wait() == Recorded(location="memory://calls/a.wav", seconds=1.5)
    assert fsspec.filesystem("memory").cat("/calls/a.wav") == b"whole"
    assert not exists(spool)


async def test_a_url_that_cannot_be_stored_leaves_the_file(
    engine: FakeEngine, tmp_path: Path
) -> None:
    book = RecordingBook(engine, options(tmp_path))
    recording = await book.record(1, RecordingRequest(target="memory://calls/a.wav", name="a"))
    spool = Path(engine.recordings[recording.id].path)
    recording.end()
    told(engine, book)
    # The core wrote nothing: there is no file to store.
    with pytest.raises(RecordingError) as failed:
        await recording.wait()
    assert failed.value.kept_at == spool


async def test_a_url_without_a_way_is_refused_at_once(engine: FakeEngine, tmp_path: Path) -> None:
    book = RecordingBook(engine, options(tmp_path))
    with pytest.raises(RecordingError, match="no storage called"):
        await book.record(1, RecordingRequest(target="nowhere://a.wav", name="a"))
    assert engine.recordings == {}


async def test_a_directory_that_cannot_be_made_is_named(engine: FakeEngine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    book = RecordingBook(engine, options(tmp_path / "file" / "below"))
    with pytest.raises(RecordingError, match="file/below: cannot be made for recordings"):
        await book.record(1, RecordingRequest(name="a"))


async def test_it_ends_by_itself_when_it_is_long_enough(engine: FakeEngine, tmp_path: Path) -> None:
    book = RecordingBook(engine, options(tmp_path, max_s=0.01))
    recording = await book.record(1, RecordingRequest(name="a"))
    await engine.told_to_stop.wait()
    told(engine, book)
    assert (await recording.wait()).seconds == 1.5


def test_options_are_those_of_the_settings() -> None:
    settings = Settings(
        recording_directory="/var/calls",
        recording_format="wav",
        recording_max_minutes=2,
        recording_upload_attempts=7,
        recording_upload_backoff_ms=250,
    )
    assert RecordingOptions.of(settings) == RecordingOptions(
        directory=Path("/var/calls"),
        file_format="wav",
        max_s=120,
        patience=Patience(attempts=7, backoff_s=0.25),
    )


async def test_what_the_core_never_tells_is_given_up_at_the_end(
    engine: FakeEngine, tmp_path: Path
) -> None:
    book = RecordingBook(engine, options(tmp_path))
    recording = await book.record(1, RecordingRequest(target=tmp_path / "a.wav", name="a"))
    await book.close()
    with pytest.raises(RecordingError, match="the core ended before it did"):
        await recording.wait()


async def test_storage_that_hangs_does_not_keep_the_server(
    engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def _hang(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("jackfield.recording.store", _hang)
    book = RecordingBook(engine, replace(options(tmp_path), shutdown_s=0.01))
    recording = await book.record(1, RecordingRequest(target="memory://calls/a.wav", name="a"))
    spool = Path(engine.recordings[recording.id].path)
    recording.end()
    told(engine, book)
    async with asyncio.timeout(5):
        await book.close()
    with pytest.raises(RecordingError, match="no time to store it") as failed:
        await recording.wait()
    assert (failed.value.code, failed.value.kept_at) == ("shutdown", spool)


async def test_what_is_given_no_place_goes_where_the_settings_say(
    engine: FakeEngine, tmp_path: Path
) -> None:
    book = RecordingBook(engine, replace(options(tmp_path), url="memory://bucket/calls"))
    recording = await book.record(1, RecordingRequest(name="a"))
    spool = Path(engine.recordings[recording.id].path)
    assert recording.location == f"memory://bucket/calls/{spool.name}"
    write(spool, b"whole")
    recording.end()
    told(engine, book)
    await recording.wait()
    assert fsspec.filesystem("memory").cat(f"/bucket/calls/{spool.name}") == b"whole"


async def test_those_in_the_call_are_told(engine: FakeEngine, tmp_path: Path) -> None:
    seen: list[tuple[int, str]] = []

    def tell(event: Event) -> None:
        seen.append((event.recording.state, event.recording.detail or event.recording.location))

    book = RecordingBook(engine, options(tmp_path))
    path = str(tmp_path / "a.wav")
    recording = await book.record(1, RecordingRequest(target=path, tell=tell))
    recording.pause()
    recording.resume()
    recording.end()
    told(engine, book)
    await recording.wait()
    states = v1.Recording
    assert seen == [
        (states.STATE_STARTED, ""),
        (states.STATE_PAUSED, ""),
        (states.STATE_RESUMED, ""),
        (states.STATE_STOPPED, path),
    ]
    failing = await book.record(1, RecordingRequest(target=path, tell=tell))
    engine.end_recording(failing.id, code="exists")
    told(engine, book)
    with pytest.raises(RecordingError):
        await failing.wait()
    assert seen[-1] == (
        states.STATE_FAILED,
        f"{path}: cannot be recorded to: the file exists already",
    )


async def test_events_say_who_alone_is_recorded(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        async with await call.record("alone.wav"):
            pass
        engine.end(call.session, "peer")
        await settle()
        told = [event.recording async for event in call if event.HasField("recording")]
    assert [one.participant.id for one in told] == [call.participant.id] * 2
