"""Friends of a Tox identity call a real server."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import structlog

from jackfield import Connection
from jackfield.agents import AgentSpec
from jackfield.config import Settings
from jackfield.engine import make_engine
from jackfield.errors import ConfigError
from jackfield.server.app import Server
from jackfield.server.tox import open_tox
from jackfield.tox import (
    AsyncTox,
    CallState,
    FriendRequest,
    NotInCallError,
    ToxCall,
    VideoFrame,
)
from sdk_kit import hosting
from server_kit import NO_PAGE
from tox_async_kit import hear, say, show
from tox_kit import (
    FRAME,
    LIKE,
    LIMIT_S,
    RATE,
    Friends,
    Samples,
    Side,
    likeness,
    make_tox,
    melody,
    picture,
    psnr,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

CORE = {"workers": 1, "media_tcp": False, "ice_servers": [], "agent": "parrot"}


@asynccontextmanager
async def answering(
    friends: Friends,
    agent: Callable[[Connection], Awaitable[None]] | None = None,
    *,
    run_ann: bool = True,
    **values: object,
) -> AsyncIterator[tuple[Server, AsyncTox]]:
    """A server that is Bob, and Ann."""
    settings = Settings.model_validate(CORE | values)
    spec = None
    if agent is not None:
        spec = AgentSpec(name="test", route="agent", function=agent, summary="of a test")
    server = Server(settings, make_engine(settings), agent=spec, tox=friends.bob.tox, page=NO_PAGE)
    async with (
        asyncio.timeout(LIMIT_S),
        server.api.router.lifespan_context(server.api),
        AsyncExitStack() as stack,
    ):
        ann = AsyncTox(friends.ann.tox)
        await answers(friends)
        if run_ann:
            await stack.enter_async_context(ann)
        yield server, ann


async def answers(friends: Friends) -> None:
    """Wait until the server's identity takes calls."""
    while friends.bob.tox.av is None:  # noqa: ASYNC110  # nobody is told
        await asyncio.sleep(0.01)


async def ring(friends: Friends, ann: AsyncTox) -> ToxCall:
    call = await ann.call(friends.ann.friend)
    await call.answered()
    return call


async def test_a_friend_hears_the_parrot(connected: Friends) -> None:
    async with answering(connected) as (server, ann):
        call = await ring(connected, ann)
        said = melody(2.0)
        _, heard = await asyncio.gather(say(call, said), hear(call, 45))
        assert likeness(heard, said) > LIKE
        figures = server.metrics.exposition(0.0).decode()
        assert 'jackfield_transport_sessions{transport="tox"} 1.0' in figures
        await call.end()


async def test_a_friend_sees_what_the_parrot_is_shown(connected: Friends) -> None:
    if not connected.bob.tox.library.has_extras:
        pytest.skip("this library passes no video on")
    async with answering(connected) as (server, ann):
        call = await ann.call(connected.ann.friend, video_bit_rate=500)
        await call.answered()
        shown = VideoFrame(160, 120, *map(np.ascontiguousarray, picture(160, 120)))
        showing = asyncio.create_task(show(call, shown))
        seen = await anext(call.video)
        showing.cancel()
        assert psnr(seen.y[:120, :160], shown.y) > 25
        figures = server.metrics.exposition(0.0).decode()
        assert "jackfield_websocket_pictures_sent_total 0.0" not in figures
        await call.end()


async def test_an_agent_hears_and_answers_a_friend(connected: Friends) -> None:
    heard: list[Samples] = []
    enough = asyncio.Event()
    answer = melody(2.5, seed=5)

    async def _agent(connection: Connection) -> None:
        assert connection.participant.transport == "tox"
        await connection.send_audio(RATE, answer)
        async for _, (rate, pcm) in connection.incoming_audio:
            assert rate == RATE
            heard.append(pcm)
            if len(heard) == 60:
                enough.set()
                await connection.wait()

    async with answering(connected, _agent) as (_, ann):
        call = await ring(connected, ann)
        said = melody(2.5)
        _, answered = await asyncio.gather(say(call, said), hear(call, 45))
        await enough.wait()
        assert likeness(answered, answer) > LIKE
        assert likeness(np.concatenate(heard), said) > LIKE
        await call.end()


async def test_a_call_ends_for_both_when_the_agent_returns(connected: Friends) -> None:
    async def _agent(connection: Connection) -> None:
        await connection.send_audio(RATE, melody(0.1))

    async with answering(connected, _agent) as (_, ann):
        call = await ring(connected, ann)
        assert await call.wait() is CallState.FINISHED


async def test_a_friend_comes_into_a_call_of_many_and_is_heard_there(connected: Friends) -> None:
    async with answering(connected, tox_call="default:standup") as (server, ann):
        call = await ring(connected, ann)
        live = next(iter(server.sessions.calls))
        while not live.participants:  # noqa: ASYNC110  # nobody is there to be told
            await asyncio.sleep(0.01)
        key = connected.ann.tox.public_key[:16].lower()
        assert [member.id for member in live.participants] == [f"tox-{key}"]
        await call.end()
        while live.participants:  # noqa: ASYNC110  # as above
            await asyncio.sleep(0.01)


async def test_a_friend_and_a_webrtc_client_hear_each_other(connected: Friends) -> None:
    friend_says, client_says = melody(3.0), melody(3.0, seed=21)
    async with (
        asyncio.timeout(LIMIT_S),
        hosting(tox=connected.bob.tox, tox_call="default:standup") as host,
        AsyncTox(connected.ann.tox) as ann,
        host.client().video.rtc_call("default", "standup").join("bea") as bea,
    ):
        await answers(connected)
        call = await ring(connected, ann)

        async def _listen() -> Samples:
            heard: list[Samples] = []
            async for _, (_, pcm) in bea.incoming_audio:
                if np.abs(pcm).max() > 1000:
                    heard.append(pcm)
                if len(heard) == 60:
                    return np.concatenate(heard)
            raise AssertionError("the call is over")

        _, _, at_client, at_friend = await asyncio.gather(
            say(call, friend_says), bea.play(client_says, rate=RATE), _listen(), hear(call, 60)
        )
        assert likeness(at_client, friend_says) > LIKE
        assert likeness(at_friend, client_says) > LIKE
        await call.end()


async def test_audio_flows_while_the_event_loop_is_blocked(connected: Friends) -> None:
    """Nothing but Ann runs on this thread: what she hears came without the server's loop."""
    ann = connected.ann
    async with answering(connected, run_ann=False):
        ann.listen()
        ann.av.call(ann.friend, 48, 0)
        while not ann.states:
            ann.tox.iterate()
            await asyncio.sleep(0.002)
        said, due = melody(3.0), time.monotonic()
        for start in range(0, len(said) - FRAME + 1, FRAME):
            ann.av.audio_send_frame(ann.friend, said[start : start + FRAME], FRAME, 1, RATE)
            due += 0.02
            _pump(ann, due)
        assert len(ann.heard) > 50
        assert likeness(np.concatenate(ann.heard), said) > LIKE


def _pump(side: Side, end: float) -> None:
    """Iterate until then, and let no task run meanwhile."""
    pause = threading.Event()
    while time.monotonic() < end:
        side.tox.iterate()
        side.av.iterate()
        pause.wait(0.002)


async def test_requests_are_accepted_by_the_policy(connected: Friends) -> None:
    bob = connected.bob.tox
    with make_tox(bob.library) as stranger:
        key = stranger.public_key
    for policy, told in (("listed", "refused"), ("everybody", "accepted")):
        with structlog.testing.capture_logs() as logs:
            async with answering(connected, None, tox_accept_friends=policy):
                while (tell := bob.event_callback) is None:  # noqa: ASYNC110  # nobody is told
                    await asyncio.sleep(0.01)
                tell(FriendRequest(key, "let me in"))
                wanted = {"event": f"tox_friend_{told}", "friend": key[:16]}
                while not any(wanted.items() <= log.items() for log in logs):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
    bob.friend_delete(bob.friend_by_public_key(key))


@pytest.mark.parametrize("reason", ["switched_off", "draining"])
async def test_who_may_not_come_in_is_declined(connected: Friends, reason: str) -> None:
    served = ["whip"] if reason == "switched_off" else ["tox"]
    async with answering(connected, served_transports=served) as (server, ann):
        if reason == "draining":
            server.sessions.begin_drain()
        call = await ann.call(connected.ann.friend)
        with pytest.raises(NotInCallError):
            await call.answered()


def test_without_a_profile_there_is_no_tox() -> None:
    assert open_tox(Settings()) is None


def test_a_profile_is_made_kept_and_protected(tmp_path: Path) -> None:
    file = tmp_path / "server.tox"
    friend = open_tox(Settings(tox_profile=str(tmp_path / "friend.tox")))
    assert friend is not None
    key, whole = friend.public_key, friend.address
    friend.kill()
    values = {"tox_profile": str(file), "tox_password": "secret", "tox_friends": [whole.lower()]}
    tox = open_tox(Settings.model_validate(values))
    assert tox is not None
    address = tox.address
    assert tox.friend_public_key(0) == key
    tox.kill()
    again = open_tox(Settings.model_validate(values))
    assert again is not None
    assert (again.address, again.friends) == (address, [0])
    again.kill()
    with pytest.raises(ConfigError, match=r"tox_profile: .*server\.tox is encrypted") as refused:
        open_tox(Settings(tox_profile=str(file)))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"tox_call": "a b:c"}, "tox_call: "),
        ({"tox_friends": ["AB" * 32]}, "tox_friends: the address or key has a mistake"),
        ({"tox_name": "é" * 65}, "tox_name: this is longer than Tox allows"),
        ({"tox_library": "/nowhere/libtox.so"}, "cannot be loaded"),
        ({"tox_profile": "/nowhere/server.tox"}, "cannot be written"),
    ],
)
def test_what_cannot_be_used_is_named(
    tmp_path: Path, wrong: dict[str, object], sentence: str
) -> None:
    values = {"tox_profile": str(tmp_path / "server.tox")} | wrong
    with pytest.raises(ConfigError, match=sentence):
        open_tox(Settings.model_validate(values))
