"""Mock calls of the repository's files, and what they say."""

import asyncio
import os
from pathlib import Path

import numpy as np

from jackfield import Client, Connection, Event, MockConfig, MockParticipant, RTCCall
from jackfield.engine import Samples
from repo.tree import ROOT

DATA = ROOT / "tests/data"
WEATHER = DATA / "speech/weather.wav"
JFK = DATA / "speech/jfk.wav"
MP3 = DATA / "files/jfk.mp3"


def someone(name: str, *audio: Path) -> MockParticipant:
    return MockParticipant(id=name, name=name.title(), audio=[str(path) for path in audio])


def mock_call(*participants: MockParticipant, realtime: bool = False) -> RTCCall:
    call = Client().video.rtc_call("default", "test")
    call.set_mock(MockConfig(participants=participants, realtime=realtime))
    return call


def kind(event: Event) -> str:
    return event.WhichOneof("payload") or ""


def told(events: list[Event]) -> list[str]:
    """What happened beside what was said."""
    return [kind(event) for event in events if kind(event) != "rtc_packet"]


async def all_audio(connection: Connection) -> dict[str, Samples]:
    """Everything each participant says."""
    said: dict[str, list[Samples]] = {}
    async for participant, (rate, pcm) in connection.incoming_audio:
        assert rate == 48_000
        said.setdefault(participant.id, []).append(pcm)
    return {who: np.concatenate(pieces) for who, pieces in said.items()}


def likeness(one: Samples, other: Samples) -> float:
    """Correlation, 1 for the same."""
    size = min(len(one), len(other))
    return float(np.corrcoef(one[:size].astype(float), other[:size].astype(float))[0, 1])


def held() -> tuple[int, int, int]:
    """Open files, tasks, and child processes."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return len(list(Path("/proc/self/fd").iterdir())), len(asyncio.all_tasks()), len(children)
