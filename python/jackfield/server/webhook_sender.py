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
    """Posts once."""

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
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to post what happens from now on."""
        dropped = self._metrics.webhook_events.labels("dropped")
        for webhook in self._settings.webhooks:
            wanted = Wanted(types=frozenset(webhook.events))
            subscription = self._feed.subscribe(
                wanted, limit=self._settings.webhook_queue, note_missed=dropped.inc
            )
            run = self._run(webhook, subscription)
            self._tasks.append(tasks.create_task(run, name=f"webhook {webhook.place}"))

    async def stop(self) -> None:
        """Post what is left, for as long as one try may take; the feed is closed before."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self._settings.webhook_timeout_s)
            for task in late:
                task.cancel()
            if late:
                _log.warning("webhooks_unfinished", count=len(late))
        await self._poster.close()

    async def _run(self, webhook: Webhook, subscription: Subscription) -> None:
        while (event := await subscription.next()) is not None:
            await self._deliver(webhook, event)

    async def _deliver(self, webhook: Webhook, event: FeedEvent) -> None:
        result = ""
        for attempt in range(self._settings.webhook_attempts):
            if attempt:
                await asyncio.sleep(self._pause(attempt))
            result = await self._try(webhook, event)
            if not result:
                self._metrics.webhook_events.labels("delivered").inc()
                return
        self._metrics.webhook_events.labels("given_up").inc()
        _log.warning("webhook_given_up", webhook=webhook.place, id=event.id, reason=result)

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
