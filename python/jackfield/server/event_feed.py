"""What happens in all calls, for those who watch from outside: streams and webhooks.

Each watcher has a queue of its own. Who is slower than the calls loses the oldest events, which
is counted and told, and holds up nobody.
"""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from jackfield.calls import CallName
from jackfield.server.event_json import event_type, payload_json, time_json
from jackfield.tokens import ANY_CALL
from jackfield.v1 import Event

AUDIO = "rtc_packet"
"""Never told here: who wants audio joins the call."""
FLEETING = frozenset({"levels", "quality", "speaking"})
"""Told only to those who ask for them, and not kept."""
_RUN_BYTES = 6


@dataclass(frozen=True)
class FeedEvent:
    """One event.

    Attributes:
        number: They are counted from 1.
        id: The same for every watcher; the number, and which run of the server counted it.
        at: Seconds since 1970.
        call: Where it happened, ``TYPE:ID``.
        type: Which member of the message it is.
        event: The message.
        tenant: Whose call it is; empty for nobody's.
    """

    number: int
    id: str
    at: float
    call: str
    type: str
    event: Event
    tenant: str = ""

    @cached_property
    def document(self) -> dict[str, object]:
        """As JSON holds it."""
        return {
            "id": self.id,
            "type": self.type,
            "time": time_json(self.at),
            "call": self.call,
            "tenant": self.tenant,
            "data": payload_json(self.event),
        }

    @cached_property
    def text(self) -> str:
        """The document as one line of JSON, made once for all watchers."""
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events somebody watches.

    Attributes:
        call: ``TYPE:ID``, or ``*`` for every call.
        types: Those; empty for all but the fleeting ones.
        tenant: Those of its calls; empty for those of nobody's, None for all.
    """

    call: str = ANY_CALL
    types: frozenset[str] = frozenset()
    tenant: str | None = None

    def takes(self, call: str, kind: str, tenant: str = "") -> bool:
        """Whether an event is one of them."""
        if self.call not in (ANY_CALL, call) or self.tenant not in (None, tenant):
            return False
        return kind in self.types if self.types else kind not in FLEETING


class Subscription:
    """One watcher's events.

    Attributes:
        wanted: Which.
        why: A word for why it was cut off; empty if it was not.
    """

    def __init__(self, wanted: Wanted, limit: int, note_missed: Callable[[], object]) -> None:
        self.wanted = wanted
        self.why = ""
        self._waiting: deque[FeedEvent] = deque()
        self._limit = limit
        self._note_missed = note_missed
        self._missed = 0
        self._news = asyncio.Event()
        self._ended = False

    def put(self, event: FeedEvent) -> None:
        """Give it one more; over the limit the oldest goes."""
        if self._ended:
            return
        if len(self._waiting) >= self._limit:
            self._waiting.popleft()
            self.miss()
        self._waiting.append(event)
        self._news.set()

    def hold(self, limit: int) -> None:
        """Have so many wait at most from now on; of more the oldest go."""
        self._limit = limit
        while len(self._waiting) > limit:
            self._waiting.popleft()
            self.miss()

    def miss(self) -> None:
        """Note that there was one that it will not get."""
        self._missed += 1
        self._note_missed()

    def end(self) -> None:
        """Let it end after what it has."""
        self._ended = True
        self._news.set()

    def cut(self, why: str) -> None:
        """Let it end at once; what it has is not for this watcher any more."""
        self.why = why
        self._waiting.clear()
        self.end()

    def take_missed(self) -> int:
        """How many were lost since this was asked last."""
        missed, self._missed = self._missed, 0
        return missed

    async def next(self) -> FeedEvent | None:
        """The next one, as soon as there is one; None at the end."""
        while not self._waiting:
            if self._ended:
                return None
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()


class EventFeed:
    """Hands events on to those who watch, and keeps the latest for those who come back.

    Args:
        history: How many are kept.
        wall: Seconds since 1970.
    """

    def __init__(self, *, history: int, wall: Callable[[], float] = time.time) -> None:
        self._history: deque[FeedEvent] = deque(maxlen=history)
        self._wall = wall
        self._run = secrets.token_hex(_RUN_BYTES)
        self._count = 0
        self._subscriptions: set[Subscription] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._subscriptions)

    def note(self, call: CallName, event: Event) -> None:
        """Tell everybody who watches what has happened in a call of the book."""
        self.publish(str(call), event, tenant=call.tenant)

    def publish(self, call: str, event: Event, *, tenant: str = "") -> None:
        """Tell everybody who watches what has happened in a call."""
        kind = event_type(event)
        if kind in ("", AUDIO):
            return
        takers = [one for one in self._subscriptions if one.wanted.takes(call, kind, tenant)]
        if kind in FLEETING and not takers:
            return
        self._count += 1
        number = f"{self._run}-{self._count}"
        told = FeedEvent(self._count, number, self._wall(), call, kind, event, tenant)
        if kind not in FLEETING:
            self._history.append(told)
        for one in takers:
            one.put(told)

    def subscribe(
        self,
        wanted: Wanted,
        *,
        limit: int,
        after: str = "",
        note_missed: Callable[[], object] = lambda: None,
    ) -> Subscription:
        """Watch from now on, or from an event on.

        Args:
            wanted: Which events.
            limit: How many may wait.
            after: The id of the last one seen. Those since then that are still kept come first;
                if there were others, that is told as missed.
            note_missed: Called for each event lost.
        """
        subscription = Subscription(wanted, limit, note_missed)
        if after:
            self._catch_up(subscription, after)
        if self._closed:
            subscription.end()
        else:
            self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Watch no more."""
        self._subscriptions.discard(subscription)

    def close(self) -> None:
        """Let everybody who watches come to an end."""
        self._closed = True
        for one in self._subscriptions:
            one.end()
        self._subscriptions.clear()

    def _catch_up(self, subscription: Subscription, after: str) -> None:
        run, _, number = after.rpartition("-")
        known = run == self._run and number.isascii() and number.isdecimal()
        seen = min(int(number[:_NUMBER_DIGITS]), self._count) if known else 0
        oldest = self._history[0].number if self._history else self._count + 1
        if not known or seen + 1 < oldest:
            subscription.miss()
        for event in self._history:
            wanted = subscription.wanted
            if event.number > seen and wanted.takes(event.call, event.type, event.tenant):
                subscription.put(event)


_NUMBER_DIGITS = 18
