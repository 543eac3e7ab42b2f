"""What Prometheus reads about calls of many; how many there are, the core says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from prometheus_client import Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from jackfield.calls import CallBook
from jackfield.server.engine_metrics import PREFIX

Labelled: TypeAlias = Mapping[tuple[str, ...], float]
"""Values by those of their labels."""


class CallMetrics(Collector):
    """Looks at the calls of a server when it is asked."""

    def __init__(self, calls: CallBook) -> None:
        self._calls = calls

    @override
    def collect(self) -> Iterator[Metric]:
        yield from _gauges(self._calls)
        yield from _counters(self._calls)


def _gauges(calls: CallBook) -> Iterator[Metric]:
    present: Counter[tuple[str, ...]] = Counter()
    for call in calls:
        for member in call.participants:
            present[member.participant.transport, member.presence.value] += 1
    yield gauge_family(
        "call_participants",
        "Participants of calls of many, those whose place is kept included",
        ("transport", "presence"),
        present,
    )


def _counters(calls: CallBook) -> Iterator[Metric]:
    counts = calls.counts
    yield counter_family(
        "calls_ended", "Calls of many that ended", ("reason",), single(counts.ended.items())
    )
    yield counter_family(
        "call_participants_joined",
        "Participants whose media flowed in a call of many",
        ("transport",),
        single(counts.joined.items()),
    )
    yield counter_family(
        "call_participants_left",
        "Participants who left a call of many",
        ("transport", "reason"),
        counts.left,
    )
    yield counter_family(
        "call_places_resumed",
        "Places in calls of many that were taken again",
        ("transport",),
        single(counts.resumed.items()),
    )
    yield counter_family(
        "call_messages_refused",
        "Messages of participants that nobody was told",
        ("reason",),
        single(counts.messages_refused.items()),
    )
    yield counter_family(
        "call_events_dropped",
        "Events of calls of many that an agent did not take in time",
        (),
        {(): counts.events_dropped},
    )


def single(items: Iterable[tuple[str, float]]) -> dict[tuple[str, ...], float]:
    """Values by one label."""
    return {(label,): value for label, value in items}


def counter_family(name: str, text: str, labels: tuple[str, ...], values: Labelled) -> Metric:
    """A counter as it is now, by the values of its labels."""
    return _family(name, text, "counter", labels, values)


def gauge_family(name: str, text: str, labels: tuple[str, ...], values: Labelled) -> Metric:
    """A gauge likewise."""
    return _family(name, text, "gauge", labels, values)


def _family(name: str, text: str, kind: str, labels: tuple[str, ...], values: Labelled) -> Metric:
    family = Metric(PREFIX + name, text, kind)
    sample = family.name + ("_total" if kind == "counter" else "")
    for key, value in values.items():
        family.add_sample(sample, dict(zip(labels, key, strict=True)), value)
    return family
