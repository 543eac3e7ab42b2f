"""The agent that records."""

import asyncio
from pathlib import Path

import pytest

from fakes import FakeEngine
from jackfield.agents.recorder import recorder
from media_kit import open_call, running_hub, settle


async def test_a_call_is_recorded_until_it_is_over(
    engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        agent = asyncio.create_task(recorder(call))
        await engine.begun.wait()
        ((number, begun),) = engine.recordings.items()
        assert Path(begun.path).parent == tmp_path / "recordings"
        engine.end_recording(number)
        await settle()
        await agent
