"""Files for other places: a bucket, a server, whatever fsspec reaches."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Thread

import fsspec

from jackfield.errors import RecordingError

_AT_ONCE = BoundedSemaphore(8)
"""So many uploads go on; more wait."""
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often something is tried again.

    Attributes:
        attempts: All in all.
        backoff_s: Seconds before the second; doubles each time.
    """

    attempts: int = 5
    backoff_s: float = 1.0


def is_url(target: str) -> bool:
    """Whether this names a place beyond the local files."""
    protocol, separator, _ = target.partition("://")
    return bool(separator) and protocol != "file"


def check_url(url: str) -> None:
    """See that there is a way to this place, before anything is recorded for it.

    Raises:
        RecordingError: There is none; the message says what to install.
    """
    protocol = url.partition("://")[0]
    try:
        fsspec.get_filesystem_class(protocol)
    except ImportError as error:
        extra = _EXTRAS.get(protocol)
        hint = f"install jackfield[{extra}]" if extra else str(error)
        raise RecordingError(f"{url}: cannot be reached: {hint}", code="storage") from error
    except ValueError as error:
        message = f"{url}: there is no storage called {protocol!r}"
        raise RecordingError(message, code="storage") from error


async def store(path: Path, url: str, patience: Patience) -> None:
    """Copy a file there, in a thread; what fails is tried again.

    Raises:
        RecordingError: It failed every time; the file is still where it was.
    """
    wait = patience.backoff_s
    for attempt in range(1, patience.attempts + 1):
        try:
            await _beside(lambda: _copy(path, url))
        except Exception as error:
            if attempt == patience.attempts:
                message = f"{url}: cannot be stored: {error}; the recording is kept at {path}"
                raise RecordingError(message, code="storage", kept_at=path) from error
            await asyncio.sleep(wait)
            wait *= 2
        else:
            return


async def _beside(work: Callable[[], None]) -> None:
    """Do it in a thread that nobody else waits for, neither for its turn nor at the end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def _settle(error: Exception | None) -> None:
        if not done.done():
            done.set_result(None) if error is None else done.set_exception(error)

    def _run() -> None:
        error: Exception | None = None
        try:
            with _AT_ONCE:
                work()
        except Exception as raised:  # noqa: BLE001  # whoever waits is told
            error = raised
        with suppress(RuntimeError):  # the loop is gone
            loop.call_soon_threadsafe(_settle, error)

    Thread(target=_run, name="jackfield-upload", daemon=True).start()
    await done


def _copy(path: Path, url: str) -> None:
    system, place = fsspec.core.url_to_fs(url)
    system.put_file(str(path), place)
