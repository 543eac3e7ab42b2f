"""What Prometheus reads by tenant: no more series than the settings allow."""

from call_kit import NAME, switchboard
from fakes import FakeEngine
from jackfield.server.tenant_metrics import TenantMetrics


def scrape(metrics: TenantMetrics) -> dict[tuple[str, ...], float]:
    return {
        (sample.name.removeprefix("jackfield_tenant_"), *sample.labels.values()): sample.value
        for family in metrics.collect()
        for sample in family.samples
    }


def test_sessions_are_counted_by_tenant() -> None:
    metrics = TenantMetrics(10)
    for tenant in ("acme", "acme", "other-one", ""):
        metrics.opened(tenant)
    metrics.closed("acme", 12.5)
    metrics.closed("", 100.0)
    assert scrape(metrics) == {
        ("sessions", "acme"): 1,
        ("sessions", "other-one"): 1,
        ("sessions_opened_total", "acme"): 2,
        ("sessions_opened_total", "other-one"): 1,
        ("session_seconds_total", "acme"): 12.5,
        ("label_overflows_total",): 0,
    }


def test_of_more_tenants_than_labels_all_others_share_one() -> None:
    metrics = TenantMetrics(1)
    for tenant in ("acme", "b", "c", "c", "acme"):
        metrics.opened(tenant)
    metrics.closed("b", 1.0)
    metrics.closed("acme", 1.0)
    values = scrape(metrics)
    assert values["sessions", "acme"] == 1
    assert values["sessions", "other"] == 2
    assert values["sessions_opened_total", "other"] == 3
    assert values["label_overflows_total",] == 3
    assert {name[1] for name in values if len(name) > 1} == {"acme", "other"}


async def test_calls_are_counted_by_tenant(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        metrics = TenantMetrics(10)
        metrics.calls = board.book
        for tenant in ("acme", ""):
            board.book.get_or_create(NAME.within(tenant))
        assert scrape(metrics)["calls", "acme"] == 1
        assert ("calls", "") not in scrape(metrics)
