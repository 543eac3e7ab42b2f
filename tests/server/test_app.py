"""The server as a whole."""

import asyncio

import pytest

from fakes import FakeEngine
from jackfield.config import Settings
from jackfield.errors import AgentError
from jackfield.server.app import Server, package_version
from jackfield.server.webhook_sender import WebhookSender
from server_kit import serving


def test_an_unknown_agent_is_told_before_anything_starts(engine: FakeEngine) -> None:
    with pytest.raises(AgentError, match="parot"):
        Server(Settings(agent="parot"), engine)


def test_the_version_is_known_or_said_to_be_unknown() -> None:
    assert package_version()[0].isdigit()


async def test_the_interface_is_described_for_machines() -> None:
    async with serving() as running:
        paths = (await running.client.get("/openapi.json")).json()["paths"]
    assert {"/whip", "/whip/{token}", "/health", "/health/ready", "/metrics"} <= set(paths)


async def test_starting_and_stopping_ends_the_core(engine: FakeEngine) -> None:
    async with serving(engine=engine) as running:
        await running.open()
    assert engine.session_count == 0
    with pytest.raises(RuntimeError):
        engine.open("", "forward")


@pytest.mark.parametrize("agent", ["parrot", "pcm-parrot", "transcoding-parrot"])
async def test_each_agent_that_comes_along_answers_calls(agent: str) -> None:
    async with serving(agent=agent) as running:
        assert (await running.post()).status_code == 201


async def test_a_part_that_fails_takes_no_call_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def _fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(WebhookSender, "_run", _fail)
    webhook = {"url": "https://hooks.example", "secret": "s" * 32}
    async with serving(webhooks=[webhook]) as running:
        await running.open()
        await asyncio.sleep(0)
        assert running.engine.session_count == 1
        figures = (await running.client.get("/metrics")).text
        assert "jackfield_task_failures_total 1.0" in figures
