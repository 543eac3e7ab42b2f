"""``/metrics``: what Prometheus reads about calls, media, HTTP and the event loop."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.registry import Collector
from typing_extensions import override

from jackfield.calls import CallBook
from jackfield.server.call_metrics import CallMetrics
from jackfield.server.engine_metrics import PREFIX, engine_families
from jackfield.server.tenant_metrics import TenantMetrics
from jackfield.transports import TRANSPORTS

QUALITY: Mapping[str, str] = {
    "jitter_seconds": "Interarrival jitter of the sessions there are",
    "buffer_delay_seconds": "Audio that waits in their jitter buffers",
    "target_delay_seconds": "What their jitter buffers aim at",
    "round_trip_seconds": "Round trip to their peers by RTCP",
    "peer_loss": "Share of our packets that their peers lost lately",
}
"""Figures of a session that are shown as mean and maximum per transport."""

M = TypeVar("M", Counter, Histogram)
SessionFigures: TypeAlias = Callable[[], Iterable[tuple[str, Mapping[str, float]]]]
"""The transport and the figures of each session there is."""

_SETUP_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)
_HTTP_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
_LAG_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10)

_FRESH_S = 1.0

# A second series for every counter, with the time of its birth, is of no use here.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The counters of one server; none is global, so that tests can have many.

    Args:
        version: Of the server.
        tenants: How many have a label of their own.

    Attributes:
        tenants: What is counted by tenant.
    """

    def __init__(self, *, version: str, tenants: int = 100) -> None:
        self.registry = CollectorRegistry()
        self.tenants = TenantMetrics(tenants)
        self.registry.register(self.tenants)
        self._text = b""
        self._stale_at = -math.inf
        ProcessCollector(registry=self.registry)
        self.setup = self._histogram(
            "session_setup_seconds", "From the offer until media flows", "transport", _SETUP_BUCKETS
        )
        self.opened = self._counter(
            "transport_sessions_opened", "Sessions that were answered", "transport"
        )
        self.refused = self._counter(
            "transport_sessions_refused", "Sessions that were refused", "transport", "reason"
        )
        self.ended = self._counter(
            "transport_sessions_ended", "Sessions that ended", "transport", "reason"
        )
        self._expired = self._counter(
            "sessions_expired", "Sessions ended as nobody had any use for them", "reason"
        )
        self.arms = self._counter(
            "transport_arm_sessions",
            "Sessions by arm of the A/B test",
            "arm",
            "transport",
            "result",
        )
        self.restarts = self._counter(
            "transport_ice_restarts", "ICE restarts asked for", "transport", "result"
        )
        self._add_http()
        self._add_agents()
        self._add_events()
        self._add_tox()
        self.loop_lag = Histogram(
            PREFIX + "event_loop_lag_seconds",
            "How late the event loop woke, ten times a second",
            buckets=_LAG_BUCKETS,
            registry=self.registry,
        )
        self.draining = Gauge(
            PREFIX + "draining", "1 while no new sessions are taken", registry=self.registry
        )
        build = Gauge(PREFIX + "build_info", "Always 1", ["version"], registry=self.registry)
        build.labels(version).set(1)

    def watch(
        self, engine_figures: Callable[[], Mapping[str, float]], sessions: SessionFigures
    ) -> None:
        """Ask these at every scrape."""
        self.registry.register(_Live(engine_figures, sessions))

    def note_expired(self, reason: str) -> None:
        """A session was ended because it had lasted too long, in one way or the other."""
        self._expired.labels(reason).inc()

    def watch_calls(self, calls: CallBook) -> None:
        """Look at these calls of many at every scrape."""
        self.registry.register(CallMetrics(calls))
        self.tenants.calls = calls

    def exposition(self, now: float) -> bytes:
        """The text that Prometheus reads; a second old at most, as each session is looked at."""
        if now >= self._stale_at:
            self._text = generate_latest(self.registry)
            self._stale_at = now + _FRESH_S
        return self._text

    def _add_http(self) -> None:
        self.http_requests = self._counter(
            "http_requests", "HTTP requests answered", "method", "route", "status"
        )
        self.http_seconds = self._histogram(
            "http_request_seconds", "Time to answer them", "route", _HTTP_BUCKETS
        )
        self.http_connections = Gauge(
            PREFIX + "http_connections", "HTTP connections there are", registry=self.registry
        )
        self.http_connections_closed = self._counter(
            "http_connections_closed",
            "HTTP connections that were ended by the server or not taken",
            "reason",
        )

    def _add_agents(self) -> None:
        self.agent_failures = self._counter(
            "agent_failures", "Calls whose agent raised an exception", "agent"
        )
        self.agent_frames_dropped = self._counter(
            "agent_frames_dropped", "Frames that waited too long for their agent", "agent"
        )
        self.task_failures = self._counter("task_failures", "Tasks of the server that raised")

    def _add_events(self) -> None:
        self.webhook_attempts = self._counter(
            "webhook_attempts", "Tries to post an event to a webhook", "result"
        )
        self.webhook_events = self._counter(
            "webhook_events", "Events for webhooks by what became of them", "result"
        )
        self.events_missed = self._counter(
            "events_missed", "Events that a stream was too slow for", "stream"
        )
        self.event_streams = Gauge(
            PREFIX + "event_streams", "Streams of events there are", registry=self.registry
        )

    def _add_tox(self) -> None:
        self.tox_connected = Gauge(
            PREFIX + "tox_connected",
            "1 while the Tox identity has reached the network",
            registry=self.registry,
        )
        self.tox_frames_dropped = self._counter(
            "tox_frames_dropped", "Frames of Tox calls that could not be passed on"
        )

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return _remembering(Counter(PREFIX + name, text, labels, registry=self.registry))

    def _histogram(self, name: str, text: str, label: str, buckets: tuple[float, ...]) -> Histogram:
        name = PREFIX + name
        return _remembering(Histogram(name, text, [label], buckets=buckets, registry=self.registry))


def _remembering(metric: M) -> M:
    """Have it find each of its series but once: to do so takes the library longer than to count."""
    metric.labels = cache(metric.labels)  # type: ignore[method-assign]
    return metric


class _Live(Collector):
    def __init__(
        self, engine_figures: Callable[[], Mapping[str, float]], sessions: SessionFigures
    ) -> None:
        self._engine_figures = engine_figures
        self._sessions = sessions

    @override
    def collect(self) -> Iterator[Metric]:
        yield from engine_families(self._engine_figures())
        yield from _quality(self._sessions())


def _quality(sessions: Iterable[tuple[str, Mapping[str, float]]]) -> Iterator[Metric]:
    counts = Metric(PREFIX + "transport_sessions", "Sessions there are", "gauge")
    families = {
        name: Metric(f"{PREFIX}transport_{name}", text, "gauge") for name, text in QUALITY.items()
    }
    by_transport: dict[str, list[Mapping[str, float]]] = {name: [] for name in TRANSPORTS}
    for transport, figures in sessions:
        by_transport[transport].append(figures)
    for transport, all_figures in by_transport.items():
        counts.add_sample(counts.name, {"transport": transport}, len(all_figures))
        for name, family in families.items():
            for stat, value in _summary(figures.get(name, math.nan) for figures in all_figures):
                family.add_sample(family.name, {"transport": transport, "stat": stat}, value)
    yield counts
    yield from families.values()


def _summary(values: Iterable[float]) -> Iterable[tuple[str, float]]:
    measured = [value for value in values if not math.isnan(value)]
    if not measured:
        return ()
    return (("mean", math.fsum(measured) / len(measured)), ("max", max(measured)))
