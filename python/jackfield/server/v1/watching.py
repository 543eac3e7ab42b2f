"""Who may watch events, which, and how many at a time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from jackfield.auth import REVOKED
from jackfield.config import Settings
from jackfield.errors import JackfieldError
from jackfield.server.event_feed import EventFeed, Subscription, Wanted
from jackfield.server.event_json import event_types
from jackfield.server.gate import Gate
from jackfield.server.metrics import Metrics
from jackfield.server.problems import Problem, invalid
from jackfield.server.refusal import refusal
from jackfield.server.v1.operating import asked_tenant
from jackfield.tokens import ANY_CALL, FULL_GRANT, Grant, GrantName
from jackfield.transports.websocket import read_authorization

EVENTS = "/v1/events"


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody may watch.

    Attributes:
        wanted: Which events.
        left_s: Seconds until their token expires; None for keys, which do not.
        grant: What lets them.
    """

    wanted: Wanted
    left_s: float | None = None
    grant: Grant = FULL_GRANT


class Watching:
    """Lets watchers in, for streams of every kind.

    Attributes:
        settings: In force.
    """

    def __init__(self, settings: Settings, feed: EventFeed, gate: Gate, metrics: Metrics) -> None:
        self.settings = settings
        self._feed = feed
        self._gate = gate
        self._metrics = metrics
        self._count = 0
        self._timers: dict[Subscription, asyncio.TimerHandle] = {}
        self._grants: dict[Subscription, Grant] = {}

    def admit(self, request: Request) -> "Watch":
        """Which events a request asks for and may have, and how long.

        Raises:
            Problem: 401, 403, 422, 429, or 503 when all streams are taken.
        """
        grant = self._gate.admit(request, authorization=read_authorization(request.headers))
        wanted = read_wanted(request.query_params, grant)
        if self._count >= self.settings.event_streams:
            retry = {"Retry-After": str(self.settings.retry_after_s)}
            detail = f"all {self.settings.event_streams} streams of events are in use"
            raise Problem(503, detail, code="at_capacity", headers=retry)
        left_s = grant.expires_at - self._gate.now() if grant.expires_at else None
        return Watch(wanted, left_s, grant)

    def begin(self, watch: "Watch", *, stream: str, after: str = "") -> Subscription:
        """Watch until the token expires; every watcher that begins is to be ended."""
        self._count += 1
        self._metrics.event_streams.inc()
        subscription = self._feed.subscribe(
            watch.wanted,
            limit=self.settings.event_queue,
            after=after,
            note_missed=self._metrics.events_missed.labels(stream).inc,
        )
        if watch.left_s is not None:
            loop = asyncio.get_running_loop()
            self._timers[subscription] = loop.call_later(watch.left_s, subscription.end)
        self._grants[subscription] = watch.grant
        self.cut_off()  # their key may have gone while the stream was opened
        return subscription

    def cut_off(self) -> int:
        """End the streams of those whose key is not known any more; gives how many."""
        gone = [one for one, grant in self._grants.items() if not self._gate.honours(grant)]
        for subscription in gone:
            del self._grants[subscription]
            subscription.cut(REVOKED)
        return len(gone)

    def end(self, subscription: Subscription) -> None:
        """Watch no more."""
        timer = self._timers.pop(subscription, None)
        if timer is not None:
            timer.cancel()
        self._grants.pop(subscription, None)
        self._count -= 1
        self._metrics.event_streams.dec()
        self._feed.unsubscribe(subscription)


def read_wanted(query: Mapping[str, str], grant: Grant) -> Wanted:
    """The call, the tenant and the types that a query names; a token sees only its own.

    Raises:
        Problem: 403 or 422.
    """
    call = query.get("call") or grant.call
    try:
        grant.require(GrantName.ADMIN, call)
        tenant = grant.acting_for(asked_tenant(query))
    except JackfieldError as error:
        raise refusal(error) from error
    if call != ANY_CALL and not all(call.partition(":")):
        raise invalid("call", f"{call!r} is no call: write TYPE:ID")
    types = frozenset(filter(None, query.get("types", "").split(",")))
    if unknown := sorted(types - {*event_types()}):
        raise invalid("types", f"there is no event {unknown[0]!r}")
    watched = None if grant.is_of_all_tenants and not tenant else tenant
    return Wanted(call=call, types=types, tenant=watched)
