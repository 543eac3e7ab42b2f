"""The secret URLs of calls that came by WHIP."""

import pytest

from jackfield.errors import CallEndedError
from jackfield.server.whip_resources import WhipResources, new_token
from media_kit import settle
from server_kit import Running, is_problem, serving


def test_a_token_is_long_and_safe_in_a_url() -> None:
    token = new_token()
    assert len(token) == 32
    assert token.replace("-", "").replace("_", "").isalnum()
    assert token != new_token()


def resources(running: Running) -> WhipResources:
    return running.server._whip._resources  # noqa: SLF001  # nobody else needs them


async def test_a_url_lasts_as_long_as_its_call() -> None:
    async with serving() as running:
        session = await running.open()
        token = session.url.rpartition("/")[2]
        assert resources(running).find(token).token == token
        running.engine.end(1, "peer")
        await settle()
        assert len(resources(running)) == 0
        with pytest.raises(CallEndedError, match="no such session"):
            resources(running).find(token)
        assert is_problem(await running.client.delete(session.url), 404, "unknown_session")


async def test_a_url_that_was_ended_is_unknown_at_once() -> None:
    async with serving() as running:
        session = await running.open()
        resources(running).end(session.url.rpartition("/")[2])
        assert is_problem(await running.client.get(session.url), 404, "unknown_session")
        await settle()
        assert running.engine.session_count == 0
