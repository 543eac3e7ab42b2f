"""What the fake core knows of recordings: that they begin, and that a test ends them."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from fake_calls import CallsOfEngine


class Tell(Protocol):
    """How the fake core tells something."""

    def __call__(self, kind: str, session: int, **fields: str | float | bytes) -> None: ...


@dataclass
class FakeRecording:
    """One that goes on."""

    source: int
    path: str
    file_format: str
    pauses: list[bool] = field(default_factory=list)


class RecordingPart(CallsOfEngine):
    """Part of the fake core.

    Attributes:
        recordings: Those that go on.
        stopped: Which were told to end.
        begun: Set when one begins.
        told_to_stop: Set when one is told to end.
    """

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell_recorded = tell
        self.recordings: dict[int, FakeRecording] = {}
        self.stopped: list[int] = []
        self.begun = asyncio.Event()
        self.told_to_stop = asyncio.Event()

    # What the product calls.

    def record(self, session: int, path: str, file_format: str, *, call: int = 0) -> int:
        assert not call or session in self.calls.members[call]
        number = 9000 + len(self.recordings) + len(self.stopped)
        self.recordings[number] = FakeRecording(session, path, file_format)
        self.begun.set()
        return number

    def record_call(self, call: int, path: str, file_format: str) -> int:
        return self.record(call, path, file_format)

    def follow_recording(self, recording: int, session: int) -> None:
        self.recordings[recording].source = session

    def pause_recording(self, recording: int, paused: bool) -> None:  # noqa: FBT001
        self.recordings[recording].pauses.append(paused)

    def stop_recording(self, recording: int) -> None:
        self.stopped.append(recording)
        self.told_to_stop.set()
        self.end_recording(recording)

    # What tests do to it.

    def end_recording(self, recording: int, code: str = "", seconds: float = 1.5) -> None:
        """What the core does at a recording's end."""
        ended = self.recordings.pop(recording, None)
        if ended is not None:
            self._tell_recorded(
                "recorded",
                ended.source,
                request=recording,
                text=ended.path,
                code=code,
                value=seconds,
            )
