"""Webhooks in virtual time: order, tries, pauses, and the end of patience."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from jackfield.calls import CallName
from jackfield.config import Settings
from jackfield.engine import make_virtual_engine
from jackfield.errors import TransportError
from jackfield.events import Participant, participant_joined
from jackfield.server.event_feed import EventFeed
from jackfield.server.metrics import Metrics
from jackfield.server.webhook_sender import WebhookSender
from jackfield.testing.virtual_loop import VirtualLoop
from jackfield.webhooks import verify

SECRET = "a-secret-that-only-two-sides-know"
URL = "https://receiver.example/hook?token=private"
EPOCH = 1_700_000_000.0


class Receiver:
    """Answers as it is told, then 204; notes when it was asked and for whom."""

    def __init__(self, *answers: int | str) -> None:
        self.answers = list(answers)
        self.tries: list[tuple[float, str]] = []
        self.posted: list[tuple[str, str]] = []
        self.secret = SECRET
        self.took_s = 0.0
        self.closed = False

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        now = asyncio.get_running_loop().time()
        document = verify(self.secret, headers, body, now=EPOCH + now)
        assert headers["webhook-id"] == document["id"]
        data = json.loads(body)["data"]
        self.tries.append((round(now, 3), data["participant"]["id"]))
        self.posted.append((url, data["participant"]["id"]))
        answer = self.answers.pop(0) if self.answers else 204
        if answer == "hang":
            await asyncio.sleep(1e6)
        await asyncio.sleep(self.took_s)
        if isinstance(answer, str):
            raise TransportError(answer, code="unreachable")
        return answer

    async def close(self) -> None:
        self.closed = True


class Scene:
    """A sender, what it is told, and what it counts."""

    def __init__(self, receiver: Receiver, **settings: object) -> None:
        hook = {"url": URL, "secret": SECRET}
        self.settings = Settings.model_validate({"webhooks": [hook]} | settings)
        self.receiver = receiver
        self.feed = EventFeed(history=10)
        self.metrics = Metrics(version="1")

    sender: WebhookSender

    def join(self, *names: str) -> None:
        for name in names:
            self.feed.publish("default:room", participant_joined(Participant(id=name)))

    def counted(self, line: str) -> float:
        text = generate_latest(self.metrics.registry).decode()
        found = [row for row in text.splitlines() if row.startswith(f"jackfield_{line} ")]
        return float(found[0].rpartition(" ")[2]) if found else 0.0

    def run(self, act: Callable[[], Awaitable[object]]) -> None:
        engine = make_virtual_engine(Settings.model_construct(), seed=1)
        with asyncio.Runner(loop_factory=lambda: VirtualLoop(engine, limit_s=1e5)) as runner:
            runner.run(self._scene(act))

    async def _scene(self, act: Callable[[], Awaitable[object]]) -> None:
        loop = asyncio.get_running_loop()
        sender = self.sender = WebhookSender(
            self.settings,
            self.feed,
            self.metrics,
            self.receiver,
            wall=lambda: EPOCH + loop.time(),
            draw=lambda: 0.0,
        )
        async with asyncio.TaskGroup() as tasks:
            sender.start(tasks)
            await act()
            self.feed.close()
            await sender.stop()
        assert self.receiver.closed


def after(seconds: float) -> Callable[[], Awaitable[object]]:
    return lambda: asyncio.sleep(seconds)


def test_a_webhook_of_a_tenant_is_told_of_its_calls_alone() -> None:
    receiver = Receiver()
    hook = {"url": URL, "secret": SECRET, "tenant": "acme"}
    scene = Scene(receiver, webhooks=[hook])

    async def _act() -> None:
        for tenant in ("acme", "other", ""):
            joined = participant_joined(Participant(id=f"ann of {tenant}"))
            scene.feed.note(CallName("default", "room", tenant), joined)
        await asyncio.sleep(1)

    scene.run(_act)
    assert [who for _, who in receiver.posted] == ["ann of acme"]


def test_events_come_signed_and_in_their_order() -> None:
    scene = Scene(Receiver())

    async def _act() -> None:
        scene.join("ann", "bob")
        await asyncio.sleep(1)
        scene.join("cy")

    scene.run(_act)
    assert [who for _, who in scene.receiver.tries] == ["ann", "bob", "cy"]
    assert scene.counted('webhook_events_total{result="delivered"}') == 3


def test_a_receiver_that_fails_is_asked_again_later_and_later_and_in_order() -> None:
    scene = Scene(Receiver(500, 302, "refused"), webhook_backoff_s=2)

    async def _act() -> None:
        scene.join("ann", "bob")
        await asyncio.sleep(60)

    scene.run(_act)
    # A redirect is no success: whoever answers so might send the event anywhere.
    expected = [(0.0, "ann"), (2.0, "ann"), (6.0, "ann"), (14.0, "ann"), (14.0, "bob")]
    assert scene.receiver.tries == expected
    assert scene.counted('webhook_attempts_total{result="refused"}') == 2
    assert scene.counted('webhook_attempts_total{result="unreachable"}') == 1
    assert scene.counted('webhook_attempts_total{result="taken"}') == 2


def test_pauses_have_a_limit_and_so_has_patience() -> None:
    scene = Scene(Receiver(*[503] * 4), webhook_attempts=4, webhook_backoff_max_s=3)

    async def _act() -> None:
        scene.join("ann", "bob")
        await asyncio.sleep(60)

    with capture_logs() as written:
        scene.run(_act)
    assert [when for when, who in scene.receiver.tries if who == "ann"] == [0.0, 1.0, 3.0, 6.0]
    assert scene.receiver.tries[-1][1] == "bob"
    assert scene.counted('webhook_events_total{result="given_up"}') == 1
    (told,) = [event for event in written if event["event"] == "webhook_given_up"]
    assert told["reason"] == "status 503"
    assert told["webhook"] == "https://receiver.example:443"


def test_a_receiver_that_hangs_is_given_up_after_its_time() -> None:
    scene = Scene(Receiver("hang"), webhook_timeout_s=5)

    async def _act() -> None:
        scene.join("ann")
        await asyncio.sleep(60)

    scene.run(_act)
    assert scene.receiver.tries == [(0.0, "ann"), (6.0, "ann")]
    assert scene.counted('webhook_attempts_total{result="timeout"}') == 1


def test_more_than_may_wait_are_dropped_and_counted() -> None:
    scene = Scene(Receiver(500), webhook_queue=2, webhook_backoff_s=10)

    async def _act() -> None:
        scene.join("ann")
        await asyncio.sleep(1)
        scene.join("bob", "cy", "di")
        await asyncio.sleep(60)

    scene.run(_act)
    assert [who for _, who in scene.receiver.tries] == ["ann", "ann", "cy", "di"]
    assert scene.counted('webhook_events_total{result="dropped"}') == 1


def test_at_the_end_what_is_left_is_posted_if_there_is_time() -> None:
    scene = Scene(Receiver(), webhook_timeout_s=5)
    scene.receiver.took_s = 2

    async def _act() -> None:
        scene.join("ann", "bob", "cy", "di")

    with capture_logs() as written:
        scene.run(_act)
    assert [who for _, who in scene.receiver.tries] == ["ann", "bob", "cy"]
    assert "webhooks_unfinished" in [event["event"] for event in written]


def test_a_webhook_gets_the_types_it_wants() -> None:
    hook = {"url": URL, "secret": SECRET, "events": ["call_ended"]}
    scene = Scene(Receiver(), webhooks=[hook])

    async def _act() -> None:
        scene.join("ann")

    scene.run(_act)
    assert scene.receiver.tries == []


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_chance_takes_up_to_half_of_a_pause(chance: float) -> None:
    scene = Scene(Receiver())
    sender = WebhookSender(
        scene.settings, scene.feed, scene.metrics, scene.receiver, draw=lambda: chance
    )
    assert sender._pause(1) == 1 - chance / 2  # noqa: SLF001  # the pause itself
    assert sender._pause(10_000) == 120 * (1 - chance / 2)  # noqa: SLF001


def test_new_settings_hold_from_now_on_and_what_waits_is_not_lost() -> None:
    scene = Scene(Receiver(500))
    other = "another-secret-of-the-same-two-sides"

    async def _act() -> None:
        sender = scene.sender
        scene.join("ann")
        await asyncio.sleep(0.5)
        hook = {"url": URL, "secret": other, "events": ["participant_joined", "call_ended"]}
        more = {"url": f"{URL}/2", "secret": other}
        scene.receiver.secret = other
        sender.reload(Settings.model_validate({"webhooks": [hook, more]}))
        scene.join("bob")
        await asyncio.sleep(60)
        sender.reload(Settings.model_validate({"webhooks": []}))
        scene.join("cy")
        await asyncio.sleep(60)

    scene.run(_act)
    told = [(URL, "ann"), (f"{URL}/2", "bob"), (URL, "ann"), (URL, "bob")]
    assert scene.receiver.posted == told


def test_who_is_not_told_any_more_still_gets_what_waits() -> None:
    scene = Scene(Receiver(500))

    async def _act() -> None:
        scene.join("ann", "bob")
        await asyncio.sleep(0.5)
        scene.sender.reload(Settings.model_validate({"webhooks": []}))
        scene.join("cy")
        await asyncio.sleep(60)

    scene.run(_act)
    assert [who for _, who in scene.receiver.tries] == ["ann", "ann", "bob"]


def test_a_new_time_limit_holds_for_the_next_try() -> None:
    scene = Scene(Receiver("hang", "hang"), webhook_timeout_s=50)

    async def _act() -> None:
        scene.join("ann")
        await asyncio.sleep(1)
        hook = {"url": URL, "secret": SECRET}
        scene.sender.reload(Settings.model_validate({"webhooks": [hook], "webhook_timeout_s": 3}))
        await asyncio.sleep(100)

    scene.run(_act)
    assert scene.receiver.tries == [(0.0, "ann"), (51.0, "ann"), (56.0, "ann")]


def test_a_shorter_queue_drops_the_oldest_at_once_and_a_longer_one_has_room_at_once() -> None:
    scene = Scene(Receiver(500, 500), webhook_queue=3, webhook_backoff_s=10)
    hook = {"url": URL, "secret": SECRET}

    def _reload(limit: int) -> None:
        scene.sender.reload(Settings.model_validate({"webhooks": [hook], "webhook_queue": limit}))

    async def _act() -> None:
        scene.join("ann")
        await asyncio.sleep(1)
        scene.join("bob", "cy", "di")
        _reload(1)
        assert scene.counted('webhook_events_total{result="dropped"}') == 2
        _reload(2)
        scene.join("ed")
        await asyncio.sleep(60)

    scene.run(_act)
    assert [who for _, who in scene.receiver.tries] == ["ann", "ann", "ann", "di", "ed"]
    assert scene.counted('webhook_events_total{result="dropped"}') == 2
