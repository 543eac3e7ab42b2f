"""Files for other places: a bucket, a server, whatever fsspec reaches."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import fsspec

from jackfield.errors import RecordingError

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
            await asyncio.to_thread(_copy, path, url)
        except Exception as error:
            if attempt == patience.attempts:
                message = f"{url}: cannot be stored: {error}; the recording is kept at {path}"
                raise RecordingError(message, code="storage", kept_at=path) from error
            await asyncio.sleep(wait)
            wait *= 2
        else:
            return


def _copy(path: Path, url: str) -> None:
    system, place = fsspec.core.url_to_fs(url)
    system.put_file(str(path), place)
