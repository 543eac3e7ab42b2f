"""Files that are stored elsewhere, and what is said when they cannot be."""

import asyncio
import threading
from pathlib import Path

import fsspec
import pytest
from typing_extensions import override

from jackfield.errors import RecordingError
from jackfield.storage import Patience, check_url, is_url, store

QUICK = Patience(attempts=3, backoff_s=0.001)


class Unreliable(fsspec.AbstractFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Storage that is there every third time."""

    protocol = "unreliable"
    tries = 0
    works_at = 3

    def put_file(self, lpath: str, rpath: str, **_: object) -> None:
        type(self).tries += 1
        if type(self).tries < self.works_at:
            raise OSError(f"no route from {lpath} to {rpath}")


@pytest.fixture
def unreliable() -> type[Unreliable]:
    fsspec.register_implementation("unreliable", Unreliable, clobber=True)
    Unreliable.tries = 0
    Unreliable.works_at = 3
    return Unreliable


def test_urls_are_told_from_files() -> None:
    assert is_url("s3://bucket/call.opus")
    assert not is_url("recordings/call.opus")
    assert not is_url("file:///tmp/call.opus")


def test_a_place_that_nothing_reaches_is_refused_before_anything_is_recorded() -> None:
    check_url("memory://call.opus")
    with pytest.raises(RecordingError, match="no storage called 'nowhere'"):
        check_url("nowhere://call.opus")


def test_a_missing_package_is_named() -> None:
    fsspec.register_implementation("s3", "no_such_package.Missing", clobber=True, errtxt="missing")
    try:
        with pytest.raises(RecordingError, match=r"install jackfield\[s3\]"):
            check_url("s3://bucket/call.opus")
    finally:
        fsspec.register_implementation("s3", "s3fs.S3FileSystem", clobber=True)


async def test_a_file_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "call.opus"
    path.write_bytes(b"sound")
    await store(path, "memory://stored/call.opus", QUICK)
    assert fsspec.filesystem("memory").cat("/stored/call.opus") == b"sound"


async def test_what_fails_is_tried_again(tmp_path: Path, unreliable: type[Unreliable]) -> None:
    path = tmp_path / "call.opus"
    path.write_bytes(b"sound")
    await store(path, "unreliable://call.opus", QUICK)
    assert unreliable.tries == 3


async def test_what_fails_for_ever_is_kept_and_said(
    tmp_path: Path, unreliable: type[Unreliable]
) -> None:
    unreliable.works_at = 99
    path = tmp_path / "call.opus"
    path.write_bytes(b"sound")
    with pytest.raises(RecordingError) as failed:
        await store(path, "unreliable://call.opus", QUICK)
    assert failed.value.kept_at == path
    assert str(path) in str(failed.value)
    assert "no route from" in str(failed.value)
    assert path.read_bytes() == b"sound"


async def test_storage_that_hangs_keeps_nobody_elses_thread(tmp_path: Path) -> None:
    goes_on = threading.Event()

    class Hanging(Unreliable):
        protocol = "hanging"

        @override
        def put_file(self, lpath: str, rpath: str, **_: object) -> None:
            goes_on.wait(5)

    fsspec.register_implementation("hanging", Hanging, clobber=True)
    path = tmp_path / "call.opus"
    path.write_bytes(b"sound")
    hanging = [asyncio.create_task(store(path, f"hanging://{n}", QUICK)) for n in range(8)]
    async with asyncio.timeout(5):
        assert await asyncio.to_thread(lambda: "free") == "free"
        assert all(thread.daemon for thread in threading.enumerate() if "upload" in thread.name)
        goes_on.set()
        await asyncio.gather(*hanging)
