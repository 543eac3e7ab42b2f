"""Whatever clients send, the server answers, and never with an error of its own (row W9)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server_kit import FRAGMENT, OFFER, RESTART, SDP, TRICKLE, Running, serving

Ask: TypeAlias = Callable[[Callable[[Running], Awaitable[None]]], None]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Asks one server again and again: hypothesis is not asynchronous."""
    with asyncio.Runner() as runner:
        started: asyncio.Queue[Running] = asyncio.Queue()
        stop = asyncio.Event()

        async def serve() -> None:
            async with serving(rate_limit=0) as running:
                await started.put(running)
                await stop.wait()

        async def start() -> tuple[asyncio.Task[None], Running]:
            return asyncio.create_task(serve()), await started.get()

        async def end(server: asyncio.Task[None]) -> None:
            stop.set()
            await server

        async def run(check: Awaitable[None]) -> None:
            await check

        server, running = runner.run(start())
        yield lambda check: runner.run(run(check(running)))
        runner.run(end(server))


_text = st.one_of(st.text(max_size=300), st.just(OFFER), st.just(TRICKLE), st.just(RESTART))
_line = st.sampled_from([*OFFER.splitlines(), *RESTART.splitlines(), "", "m=", "a=", "=", "\x0b"])
_sdp = st.one_of(_text, st.lists(_line, max_size=30).map("\r\n".join))
_header = st.one_of(
    st.sampled_from(["*", '"*"', '"', 'W/"', FRAGMENT, "application/sdp", ";", '"a" "b"', "/"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
)


@pytest.mark.slow
@given(body=st.one_of(_sdp, st.binary(max_size=300)), header=_header)
def test_no_input_whatever_makes_the_server_fail(ask: Ask, body: str | bytes, header: str) -> None:
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body

    async def check(running: Running) -> None:
        posted = await running.client.post("/whip", content=content, headers=SDP)
        assert posted.status_code in (201, 400, 422), posted.text
        typed = await running.client.post(
            "/whip", content=content, headers={"Content-Type": header}
        )
        assert typed.status_code in (201, 400, 415, 422), typed.text
        session = await running.open()
        headers = {"Content-Type": FRAGMENT, "If-Match": header}
        patched = await running.client.patch(session.url, content=content, headers=headers)
        assert patched.status_code in (200, 204, 400, 412, 422), patched.text
        deleted = await running.client.delete(session.url, headers=headers)
        assert deleted.status_code == 200

    ask(check)


@pytest.mark.slow
@given(at=st.integers(0, len(OFFER) - 1), byte=st.integers(0, 127))
def test_no_damage_to_an_offer_makes_the_server_fail(ask: Ask, at: int, byte: int) -> None:
    damaged = OFFER[:at] + chr(byte) + OFFER[at + 1 :]

    async def check(running: Running) -> None:
        response = await running.post(damaged)
        assert response.status_code in (201, 400, 422), response.text

    ask(check)


@pytest.mark.slow
@given(fragment=st.one_of(_sdp, st.lists(_line, max_size=5).map("\r\n".join)))
def test_no_fragment_makes_the_server_fail_or_ends_the_session(ask: Ask, fragment: str) -> None:
    async def check(running: Running) -> None:
        session = await running.open()
        content = fragment.encode("utf-8", "surrogatepass")
        headers = {"Content-Type": FRAGMENT, "If-Match": "*"}
        patched = await running.client.patch(session.url, content=content, headers=headers)
        assert patched.status_code in (200, 204, 400, 422), patched.text
        assert (await running.client.get(session.url)).status_code == 204

    ask(check)
