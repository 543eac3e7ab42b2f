"""Recordings: begun, paused, ended, and taken where they belong.

The core writes local files. One that belongs elsewhere is written to the directory of recordings
first and copied when it is whole; if that fails it stays there.
"""

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from jackfield.config_recording import RecordingFormat, RecordingSettings
from jackfield.engine import Engine, EngineEvent
from jackfield.errors import CallEndedError, JackfieldError, RecordingError
from jackfield.events import Participant, recording_changed
from jackfield.storage import Patience, check_url, is_url, store
from jackfield.v1 import Event

Tell: TypeAlias = Callable[[Event], object]
"""Whom those in the call are told by."""
Target: TypeAlias = Path | str | None
"""A file that does not exist yet, or a URL; None for one in the directory of recordings."""

_SUFFIXES: dict[str, RecordingFormat] = {".ogg": "ogg", ".opus": "ogg", ".wav": "wav"}
_ENDINGS: dict[RecordingFormat, str] = {"ogg": ".opus", "wav": ".wav"}
_REASONS = {
    "exists": "the file exists already",
    "no_directory": "there is no such directory",
    "not_a_directory": "a part of the path is no directory",
    "is_a_directory": "this is a directory",
    "permission_denied": "permission denied",
    "read_only": "the disk is read-only",
    "disk_full": "the disk is full",
    "too_large": "the file is too large",
    "too_many": "as many recordings go on as may",
    "io_error": "the disk failed",
    "internal": "the encoder failed",
}
_ENDED = ("unknown_session", "call_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingOptions:
    """How recordings are made that say nothing else.

    Attributes:
        directory: Where they go that are given no place, and wait for their upload.
        url: Where those go then; empty for nowhere.
        file_format: Of those whose name does not say.
        max_s: Seconds after which one ends by itself; 0 for never.
        shutdown_s: Seconds for uploads when everything ends.
        patience: With storage that fails.
    """

    directory: Path = Path("recordings")
    url: str = ""
    file_format: RecordingFormat = "ogg"
    max_s: float = 240 * 60
    shutdown_s: float = 30.0
    patience: Patience = field(default_factory=Patience)

    @classmethod
    def of(cls, settings: RecordingSettings) -> "RecordingOptions":
        """Those that are in force."""
        return cls(
            directory=Path(settings.recording_directory),
            url=settings.recording_url.rstrip("/"),
            file_format=settings.recording_format,
            max_s=settings.recording_max_minutes * 60,
            shutdown_s=settings.recording_shutdown_s,
            patience=Patience(
                attempts=settings.recording_upload_attempts,
                backoff_s=settings.recording_upload_backoff_ms / 1000,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A recording that is whole.

    Attributes:
        location: The file, or the URL that it was asked for at.
        seconds: How long it is.
    """

    location: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where a recording is written, and where it goes then."""

    path: Path
    file_format: RecordingFormat
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRequest:
    """A recording that is wished for.

    Attributes:
        target: A file that does not exist yet, or a URL; None for one in the directory.
        file_format: What it is to be, if its name does not say.
        name: What a file that has no name is called after.
        participant: Who is recorded, as events tell it; None for everybody.
        tell: Whom those in the call are told by.
    """

    target: Target = None
    file_format: RecordingFormat | None = None
    name: str = ""
    participant: Participant | None = None
    tell: Tell = lambda _event: None


class Recording:
    """A recording that goes on. ``async with`` ends it.

    Attributes:
        id: Its number in the core.
        location: Where it will be: a file or a URL.
    """

    def __init__(
        self,
        engine: Engine,
        number: int,
        plan: _Plan,
        patience: Patience,
        request: RecordingRequest,
    ) -> None:
        self.id = number
        self.location = plan.url or str(plan.path)
        self._engine = engine
        self._plan = plan
        self._patience = patience
        self._request = request
        self._told: asyncio.Future[EngineEvent] = asyncio.get_running_loop().create_future()
        self._ending = asyncio.create_task(self._end())
        self._tell("started")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    def pause(self) -> None:
        """Record silence from now on, as long as the pause is."""
        self._engine.pause_recording(self.id, True)  # noqa: FBT003  # the core's own signature
        self._tell("paused")

    def resume(self) -> None:
        """Record what is said again."""
        self._engine.pause_recording(self.id, False)  # noqa: FBT003  # as above
        self._tell("resumed")

    def follow(self, session: int) -> None:
        """Go on with this session: who is recorded has come back to their place by it."""
        self._engine.follow_recording(self.id, session)

    def end(self) -> None:
        """End it without waiting until it is stored."""
        self._engine.stop_recording(self.id)

    async def stop(self) -> Recorded:
        """End it, and wait until it is where it belongs.

        Raises:
            RecordingError: It could not be written or stored; the message names the place.
        """
        self.end()
        return await self.wait()

    async def wait(self) -> Recorded:
        """Wait until it is over, as it is at the end of the call, and where it belongs.

        Raises:
            RecordingError: It could not be written or stored; the message names the place.
        """
        return await asyncio.shield(self._ending)

    def result(self) -> Recorded:
        """How it ended; it has to be over.

        Raises:
            JackfieldError: Not well.
        """
        return self._ending.result()

    def note(self, event: EngineEvent) -> None:
        """Take the core's word that it is over."""
        if not self._told.done():
            self._told.set_result(event)

    def give_up(self) -> None:
        """The core is gone, and says nothing more."""
        if not self._told.done():
            gone = RecordingError(
                f"{self._plan.path}: the core ended before it did", code="shutdown"
            )
            self._told.set_exception(gone)

    def stop_storing(self) -> None:
        """There is no more time for it: what was recorded stays where it is."""
        self._ending.cancel()

    def on_end(self, tell: Callable[["Recording"], None]) -> None:
        """Have it told when all is done, well or not."""

        def told(ending: "asyncio.Task[Recorded]") -> None:
            if not ending.cancelled():
                ending.exception()  # whoever does not wait for it does not want it
            tell(self)

        self._ending.add_done_callback(told)

    async def _end(self) -> Recorded:
        try:
            recorded = await self._take()
        except asyncio.CancelledError:
            message = f"{self.location}: there was no time to store it; it is at {self._plan.path}"
            self._tell("failed", detail=message)
            raise RecordingError(message, code="shutdown", kept_at=self._plan.path) from None
        except JackfieldError as error:
            self._tell("failed", detail=str(error))
            raise
        self._tell("stopped", location=recorded.location, seconds=recorded.seconds)
        return recorded

    def _tell(
        self, state: str, *, location: str = "", seconds: float = 0.0, detail: str = ""
    ) -> None:
        told = recording_changed(
            self.id,
            state,
            self._request.participant,
            location=location,
            seconds=seconds,
            detail=detail,
        )
        self._request.tell(told)

    async def _take(self) -> Recorded:
        event = await self._told
        if event.code:
            # It is not written any more: nothing need be noted for it.
            self._engine.stop_recording(self.id)
            raise failure(self._plan.path, event.code)
        if self._plan.url:
            await store(self._plan.path, self._plan.url, self._patience)
            with contextlib.suppress(OSError):
                await asyncio.to_thread(self._plan.path.unlink)
        return Recorded(location=self.location, seconds=event.value)


class RecordingBook:
    """The recordings of one core.

    Attributes:
        options: Of those that begin from now on.
    """

    def __init__(self, engine: Engine, options: RecordingOptions) -> None:
        self._engine = engine
        self.options = options
        self._going_on: dict[int, Recording] = {}
        self._named = 0

    def __len__(self) -> int:
        return len(self._going_on)

    async def record(self, session: int, request: RecordingRequest, *, call: int = 0) -> Recording:
        """Record what the peer of a session says.

        Args:
            session: Whose.
            request: What is wished for.
            call: The call of many, by the core's number, whose place the session has: the recording
                outlives the session, and :meth:`Recording.follow` has another one go on with it.

        Raises:
            RecordingError: There is no way to the target.
        """
        plan = await self._plan(request)
        number = self._engine.record(session, str(plan.path), plan.file_format, call=call)
        return self._begin(number, plan, request)

    async def record_call(self, call: int, request: RecordingRequest) -> Recording:
        """Record what everybody in a call of many says, in one; see :meth:`record`."""
        plan = await self._plan(request)
        number = self._engine.record_call(call, str(plan.path), plan.file_format)
        return self._begin(number, plan, request)

    def handle(self, event: EngineEvent) -> None:
        """Take an event of the core about a recording."""
        recording = self._going_on.get(event.request)
        if recording is not None:
            recording.note(event)

    async def close(self) -> None:
        """Wait until everything is where it belongs, for as long as is given to that.

        The core has ended all recordings. What is not stored then stays where it was written.
        """
        going_on = list(self._going_on.values())
        for recording in going_on:
            recording.give_up()
        endings = [asyncio.ensure_future(recording.wait()) for recording in going_on]
        if not endings:
            return
        _, late = await asyncio.wait(endings, timeout=self.options.shutdown_s)
        for recording in going_on if late else ():
            recording.stop_storing()
        await asyncio.gather(*endings, return_exceptions=True)

    def _begin(self, number: int, plan: _Plan, request: RecordingRequest) -> Recording:
        recording = Recording(self._engine, number, plan, self.options.patience, request)
        self._going_on[number] = recording
        recording.on_end(self._forget)
        if self.options.max_s > 0:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(self.options.max_s, recording.end)
            recording.on_end(lambda _: timer.cancel())
        return recording

    def _forget(self, recording: Recording) -> None:
        self._going_on.pop(recording.id, None)

    async def _plan(self, request: RecordingRequest) -> _Plan:
        target = "" if request.target is None else str(request.target)
        suffix = _SUFFIXES.get(Path(target).suffix.lower())
        chosen = request.file_format or suffix or self.options.file_format
        if is_url(target):
            check_url(target)
            spool = await self._spool(chosen, request.name)
            return _Plan(path=spool, file_format=chosen, url=target)
        if not target:
            spool = await self._spool(chosen, request.name)
            if not self.options.url:
                return _Plan(path=spool, file_format=chosen)
            check_url(self.options.url)
            url = f"{self.options.url}/{spool.name}"
            return _Plan(path=spool, file_format=chosen, url=url)
        return _Plan(path=_absolute(target.removeprefix("file://")), file_format=chosen)

    async def _spool(self, file_format: RecordingFormat, name: str) -> Path:
        directory = _absolute(self.options.directory)
        try:
            await asyncio.to_thread(directory.mkdir, parents=True, exist_ok=True)
        except OSError as error:
            message = f"{directory}: cannot be made for recordings: {error.strerror}"
            raise RecordingError(message, code="no_directory") from error
        self._named += 1
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "recording"
        return directory / f"{stamp}-{plain}-{self._named}{_ENDINGS[file_format]}"


def _absolute(path: Path | str) -> Path:
    return Path(path).absolute()


def failure(path: Path, code: str) -> RecordingError | CallEndedError:
    """The error that the core's word for it stands for."""
    if code in _ENDED:
        return CallEndedError("the call is over: it cannot be recorded")
    reason = _REASONS.get(code, code)
    return RecordingError(f"{path}: cannot be recorded to: {reason}", code=code)
