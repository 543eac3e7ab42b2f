"""Tells webhooks of events: signed, in order, again and again until they are taken."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from jackfield.config import Settings
from jackfield.config_operators import Webhook
from jackfield.errors import TransportError
from jackfield.server.event_feed import EventFeed, FeedEvent, Subscription, Wanted
from jackfield.server.metrics import Metrics
from jackfield.webhooks import sign

_TAKEN = range(200, 300)
_HEADERS = {"Content-Type": "application/json", "User-Agent": "jackfield"}

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.webhooks")


class Poster(Protocol):
    """Posts once; whoever asks for it limits the time."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Give the status, or raise a TransportError."""

    async def close(self) -> None:
        """Post no more."""


class WebhookSender:
    """All webhooks of a server, each with a queue and a task of its own.

    Args:
        settings: Say where to post, and how often to try.
        feed: Where events come from.
        metrics: Count tries and events.
        poster: Posts.
        wall: Seconds since 1970, which deliveries are dated by.
        draw: A number from 0 to 1, so that many do not try again at the same moment.
    """

    def __init__(
        self,
        settings: Settings,
        feed: EventFeed,
        metrics: Metrics,
        poster: Poster,
        *,
        wall: Callable[[], float] = time.time,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._settings = settings
        self._feed = feed
        self._metrics = metrics
        self._poster = poster
        self._wall = wall
        self._draw = draw
        self._group: asyncio.TaskGroup | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._lines: dict[str, _Line] = {}

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to post what happens from now on."""
        self._group = tasks
        self.reload(self._settings)

    def reload(self, settings: Settings) -> None:
        """Follow new settings: who is not told any more still gets what waits for them."""
        self._settings = settings
        wanted = {str(webhook.url): webhook for webhook in settings.webhooks}
        for url in [url for url in self._lines if url not in wanted]:
            gone = self._lines.pop(url).subscription
            self._feed.unsubscribe(gone)
            gone.end()
        for url, webhook in wanted.items():
            if url in self._lines:
                self._lines[url].follow(webhook, settings.webhook_queue)
            elif self._group is not None:
                self._begin(url, webhook, self._group)

    def _begin(self, url: str, webhook: Webhook, tasks: asyncio.TaskGroup) -> None:
        dropped = self._metrics.webhook_events.labels("dropped")
        subscription = self._feed.subscribe(
            _wanted(webhook), limit=self._settings.webhook_queue, note_missed=dropped.inc
        )
        line = self._lines[url] = _Line(webhook, subscription)
        task = tasks.create_task(self._run(line), name=f"webhook {webhook.place}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Post what is left, for as long as one try may take; the feed is closed before."""
        if self._tasks:
            timeout_s = self._settings.webhook_timeout_s
            _, late = await asyncio.wait(set(self._tasks), timeout=timeout_s)
            for task in late:
                task.cancel()
            if late:
                _log.warning("webhooks_unfinished", count=len(late))
        await self._poster.close()

    async def _run(self, line: "_Line") -> None:
        while (event := await line.subscription.next()) is not None:
            await self._deliver(line, event)

    async def _deliver(self, line: "_Line", event: FeedEvent) -> None:
        result = ""
        for attempt in range(self._settings.webhook_attempts):
            if attempt:
                await asyncio.sleep(self._pause(attempt))
            # Its secret may have changed since the last try.
            result = await self._try(line.webhook, event)
            if not result:
                self._metrics.webhook_events.labels("delivered").inc()
                return
        self._metrics.webhook_events.labels("given_up").inc()
        place = line.webhook.place
        _log.warning("webhook_given_up", webhook=place, id=event.id, reason=result)

    async def _try(self, webhook: Webhook, event: FeedEvent) -> str:
        """Post once; gives what was wrong, "" if nothing."""
        body = event.text.encode()
        secret = webhook.secret.get_secret_value()
        headers = _HEADERS | sign(secret, event.id, int(self._wall()), body)
        try:
            async with asyncio.timeout(self._settings.webhook_timeout_s):
                status = await self._poster.post(str(webhook.url), headers, body)
        except TransportError as error:
            return self._note("unreachable", str(error))
        except TimeoutError:
            return self._note("timeout", "timeout")
        if status not in _TAKEN:
            return self._note("refused", f"status {status}")
        return self._note("taken", "")

    def _note(self, result: str, reason: str) -> str:
        self._metrics.webhook_attempts.labels(result).inc()
        return reason

    def _pause(self, attempt: int) -> float:
        """Twice as long each time, less up to half of it by chance."""
        settings = self._settings
        longest = min(
            settings.webhook_backoff_max_s, settings.webhook_backoff_s * 2.0 ** min(attempt - 1, 64)
        )
        return longest * (1 - self._draw() / 2)


class _Line:
    """What waits for one webhook.

    Attributes:
        webhook: As it is now.
        subscription: What it is told.
    """

    def __init__(self, webhook: Webhook, subscription: Subscription) -> None:
        self.webhook = webhook
        self.subscription = subscription

    def follow(self, webhook: Webhook, limit: int) -> None:
        """From now on it has another secret, wants other events, or so many may wait for it."""
        self.webhook = webhook
        self.subscription.wanted = _wanted(webhook)
        self.subscription.hold(limit)


def _wanted(webhook: Webhook) -> Wanted:
    return Wanted(types=frozenset(webhook.events), tenant=webhook.tenant)
