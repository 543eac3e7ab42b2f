"""A call on a server after its network was lost: taken again, or ended with a reason."""

import asyncio

import httpx

from client_kit import ACCOUNT, CALL, a_side, is_empty, kinds, problem, rest_of
from jackfield.client.account import Account
from jackfield.client.cores import Core
from jackfield.client.remote_line import RemoteLine
from jackfield.errors import (
    ConfigError,
)
from media_kit import settle, tone


async def test_after_a_loss_the_place_is_taken_again() -> None:
    async with a_side() as side:
        line = await side.joined()
        first = line.session
        side.engine.lose(first)
        await settle()
        await settle()
        assert line.session != first
        assert side.whip.requests[1].headers["Jackfield-Resume"] == "token-1"
        await side.speak(line, tone())
        assert len(line.frames) == 1
        await line.send(48_000, tone())
        await settle()
        assert side.engine.sessions[line.session].queued_ms > 0
        assert first not in side.engine.sessions
        line.close()
        await line.closed()
        assert kinds(await rest_of(line)) == [
            "call_join_response",
            "connection_changed",
            "connection_changed",
            "call_ended",
        ]
        assert await is_empty(side)


async def test_each_answer_brings_the_token_for_the_next_time() -> None:
    async with a_side() as side:
        line = await side.joined()
        side.engine.connects = False
        side.engine.lose(line.session)
        await settle()
        await settle()
        (trying,) = set(side.engine.sessions) - {line.session}
        side.engine.end(trying, "setup_timeout")
        side.engine.connects = True
        async with asyncio.timeout(5):
            while len(side.whip.posted) < 3:  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.01)
        sent = [request.headers.get("Jackfield-Resume") for request in side.whip.posted]
        assert sent == [None, "token-1", "token-2"], "though nothing came of the second"
        line.close()
        assert await line.closed() == "local"
        assert await is_empty(side)


async def test_a_place_that_was_given_up_ends_the_call() -> None:
    async with a_side() as side:
        line = await side.joined()
        side.whip.answers = [problem(410, "resume_expired", "this place was given up")]
        side.engine.lose(line.session)
        assert await line.closed() == "lost"
        last = (await rest_of(line))[-1]
        assert "this place was given up" in last.call_ended.detail
        assert await is_empty(side)


async def test_whatever_goes_wrong_while_coming_back_ends_the_call_with_its_reason() -> None:
    async with a_side() as side:
        taken = 0

        def _take() -> Core:
            nonlocal taken
            taken += 1
            if taken > 1:
                raise ConfigError("no descriptors are left")
            return side.core()

        line = RemoteLine(_take, ACCOUNT, CALL, "bot")
        await line.open()
        side.engine.lose(line.session)
        async with asyncio.timeout(5):
            assert await line.closed() == "lost"
        last = (await rest_of(line))[-1]
        assert "no descriptors are left" in last.call_ended.detail
        assert await is_empty(side)


async def test_a_network_that_stays_away_ends_the_call() -> None:
    async with a_side() as side:
        line = await side.joined(
            Account(base_url="https://a.example", join_timeout_s=5, resume_window_s=0.05)
        )
        side.whip.answers = [httpx.ConnectError("no route")] * 100
        side.engine.end(line.session, "consent_expired")
        assert await line.closed() == "lost"
        assert await is_empty(side)


async def test_who_leaves_while_coming_back_leaves_both_sessions() -> None:
    async with a_side() as side:
        line = await side.joined()
        side.engine.connects = False
        side.engine.lose(line.session)
        await settle()
        await settle()
        assert len(side.whip.posted) == 2
        line.close()
        assert await line.closed() == "local"
        assert sorted(side.whip.asked[2:]) == [
            "DELETE https://calls.example/whip/session-1",
            "DELETE https://calls.example/whip/session-2",
        ]
        assert len(asyncio.all_tasks()) == 1
        assert side.engine.session_count == 0
