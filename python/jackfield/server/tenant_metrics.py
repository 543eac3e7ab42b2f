"""What Prometheus reads by tenant: some have a label of their own, all others one together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from prometheus_client import Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from jackfield.calls import LiveCall
from jackfield.server.call_metrics import counter_family, gauge_family, single

OTHER = "other"


class TenantMetrics(Collector):
    """Sessions and calls by tenant; nothing is told of those that are nobody's.

    Args:
        limit: How many tenants have a label of their own: the first ones since the start.

    Attributes:
        calls: Looked through at every scrape.
    """

    def __init__(self, limit: int) -> None:
        self.calls: Iterable[LiveCall] = ()
        self._limit = limit
        self._named: set[str] = set()
        self._overflows = 0
        self._present: Counter[str] = Counter()
        self._opened: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def opened(self, tenant: str) -> None:
        """A session was answered."""
        if tenant:
            label = self._label(tenant)
            self._overflows += label != tenant
            self._present[label] += 1
            self._opened[label] += 1

    def closed(self, tenant: str, seconds: float) -> None:
        """It is over, so long after it was answered."""
        if tenant:
            label = self._label(tenant)
            self._present[label] -= 1
            self._seconds[label] += seconds

    @override
    def collect(self) -> Iterator[Metric]:
        labels = ("tenant",)
        calls = Counter(self._label(call.name.tenant) for call in self.calls if call.name.tenant)
        present, opened = single(self._present.items()), single(self._opened.items())
        seconds = single(self._seconds.items())
        yield gauge_family("tenant_sessions", "Sessions there are", labels, present)
        yield counter_family(
            "tenant_sessions_opened", "Sessions that were answered", labels, opened
        )
        yield counter_family(
            "tenant_session_seconds", "How long those lasted that are over", labels, seconds
        )
        yield gauge_family("tenant_calls", "Calls of many there are", labels, single(calls.items()))
        yield counter_family(
            "tenant_label_overflows",
            "Sessions of tenants without a label of their own",
            (),
            {(): self._overflows},
        )

    def _label(self, tenant: str) -> str:
        if len(self._named) < self._limit:
            self._named.add(tenant)
        return tenant if tenant in self._named else OTHER
