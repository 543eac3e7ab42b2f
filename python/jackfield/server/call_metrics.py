"""What Prometheus reads about calls of many; how many there are, the core says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from prometheus_client import Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from jackfield.calls import CallBook
from jackfield.server.engine_metrics import PREFIX

_Labelled: TypeAlias = Mapping[tuple[str, ...], float]


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
    yield _family(
        "call_participants",
        "Participants of calls of many, those whose place is kept included",
        "gauge",
        ("transport", "presence"),
        present,
    )


def _counters(calls: CallBook) -> Iterator[Metric]:
    counts = calls.counts
    yield _counter(
        "calls_ended", "Calls of many that ended", ("reason",), _single(counts.ended.items())
    )
    yield _counter(
        "call_participants_joined",
        "Participants whose media flowed in a call of many",
        ("transport",),
        _single(counts.joined.items()),
    )
    yield _counter(
        "call_participants_left",
        "Participants who left a call of many",
        ("transport", "reason"),
        counts.left,
    )
    yield _counter(
        "call_places_resumed",
        "Places in calls of many that were taken again",
        ("transport",),
        _single(counts.resumed.items()),
    )
    yield _counter(
        "call_messages_refused",
        "Messages of participants that nobody was told",
        ("reason",),
        _single(counts.messages_refused.items()),
    )
    yield _counter(
        "call_events_dropped",
        "Events of calls of many that an agent did not take in time",
        (),
        {(): counts.events_dropped},
    )


def _single(items: Iterable[tuple[str, int]]) -> dict[tuple[str, ...], float]:
    return {(label,): value for label, value in items}


def _counter(name: str, text: str, labels: tuple[str, ...], values: _Labelled) -> Metric:
    return _family(name, text, "counter", labels, values)


def _family(name: str, text: str, kind: str, labels: tuple[str, ...], values: _Labelled) -> Metric:
    family = Metric(PREFIX + name, text, kind)
    sample = family.name + ("_total" if kind == "counter" else "")
    for key, value in values.items():
        family.add_sample(sample, dict(zip(labels, key, strict=True)), value)
    return family
