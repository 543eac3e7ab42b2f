"""What Prometheus reads (rows W7 and W68)."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from fakes import FakeEngine
from jackfield.server.engine_metrics import ENGINE_HELP
from jackfield.server.metrics import Metrics
from media_kit import settle
from server_kit import RESTART, TRICKLE, Running, serving

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"


async def scrape(running: Running) -> dict[str, float]:
    running.clock.now += 1
    response = await running.client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    values = {}
    for family in text_string_to_metric_families(response.text):
        assert family.documentation, family.name
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            values[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return values


async def test_sessions_are_counted_by_transport() -> None:
    async with serving() as running:
        before = await scrape(running)
        await running.open()
        await running.open()
        await running.post("rubbish")
        running.engine.end(1, "peer")
        await settle()
        values = await scrape(running)
    assert before["jackfield_transport_sessions{transport=whip}"] == 0
    assert values["jackfield_transport_sessions{transport=whip}"] == 1
    assert values["jackfield_transport_sessions_opened_total{transport=whip}"] == 2
    assert values["jackfield_transport_sessions_ended_total{reason=peer,transport=whip}"] == 1
    refused = "jackfield_transport_sessions_refused_total{reason=sdp_malformed,transport=whip}"
    assert values[refused] == 1


async def test_the_time_until_media_flows_is_a_histogram() -> None:
    async with serving() as running:
        await running.open()
        running.engine.connect(1, setup_ms=80.0)
        running.engine.lose(1)
        running.engine.connect(1, setup_ms=0.0)  # back again: no second set-up
        await settle()
        values = await scrape(running)
    assert values["jackfield_session_setup_seconds_count{transport=whip}"] == 1
    assert values["jackfield_session_setup_seconds_sum{transport=whip}"] == 0.08


async def test_the_core_is_shown_with_labels_and_buckets() -> None:
    async with serving() as running:
        values = await scrape(running)
    assert values["jackfield_packets_received_total"] == 12
    assert values["jackfield_packets_dropped_total{reason=late}"] == 3
    assert values["jackfield_hairpin_latency_seconds_bucket{le=0.001}"] == 4
    assert values["jackfield_hairpin_latency_seconds_count"] == 5


async def test_quality_is_shown_as_mean_and_maximum() -> None:
    async with serving() as running:
        await running.open()
        await running.open()
        values = await scrape(running)
        sessions = list(running.engine.sessions)
    jitters = [0.002 * session for session in sessions]
    mean = values["jackfield_transport_jitter_seconds{stat=mean,transport=whip}"]
    assert abs(mean - sum(jitters) / 2) < 1e-12
    assert values["jackfield_transport_jitter_seconds{stat=max,transport=whip}"] == max(jitters)
    assert not any(name.startswith("jackfield_transport_round_trip") for name in values)


async def test_figures_are_a_second_old_at_most_however_often_they_are_read() -> None:
    async with serving() as running:
        first = (await running.client.get("/metrics")).text
        await running.open()
        running.clock.now += 0.9
        assert (await running.client.get("/metrics")).text == first
        values = await scrape(running)
    assert values["jackfield_transport_sessions{transport=whip}"] == 1


async def test_restarts_are_counted_by_result() -> None:
    async with serving() as running:
        session = await running.open()
        await running.patch(session, RESTART, if_match="*")
        await running.patch(session, "a=ice-ufrag:Abcd\r\na=ice-pwd:short\r\n", if_match="*")
        values = await scrape(running)
    assert values["jackfield_transport_ice_restarts_total{result=done,transport=whip}"] == 1
    assert values["jackfield_transport_ice_restarts_total{result=failed,transport=whip}"] == 1


async def test_http_requests_are_counted_by_route_never_by_path() -> None:
    async with serving() as running:
        session = await running.open()
        await running.patch(session, TRICKLE, if_match=session.etag)
        await running.client.get("/wp-login.php")
        await running.client.request("BREW", "/coffee")
        response = await running.client.get("/metrics")
        values = await scrape(running)
    assert session.url.rpartition("/")[2] not in response.text
    count = "jackfield_http_requests_total"
    assert values[f"{count}{{method=POST,route=/whip,status=201}}"] == 1
    assert values[f"{count}{{method=PATCH,route=/whip/{{token}},status=204}}"] == 1
    assert values["jackfield_http_request_seconds_count{route=/whip}"] == 1
    assert not any("wp-login" in name or "BREW" in name for name in values)


async def test_no_counter_brings_a_second_series_with_its_birthday() -> None:
    async with serving() as running:
        await running.open()
        assert [name for name in await scrape(running) if "_created" in name] == []


async def test_drain_and_build_are_shown() -> None:
    async with serving() as running:
        assert (await scrape(running))["jackfield_draining"] == 0
        running.server.sessions.begin_drain()
        values = await scrape(running)
    assert values["jackfield_draining"] == 1
    assert any(name.startswith("jackfield_build_info{version=") for name in values)


def test_lag_of_the_loop_is_a_histogram() -> None:
    metrics = Metrics(version="1")
    metrics.loop_lag.observe(0.004)
    assert b'jackfield_event_loop_lag_seconds_bucket{le="0.005"} 1.0' in metrics.exposition(now=0)


def test_each_figure_is_documented() -> None:
    documented = DOCUMENT.read_text()
    metrics = Metrics(version="1")
    engine = FakeEngine()
    metrics.watch(engine.metrics, lambda: [("whip", {"jitter_seconds": 0.1})])
    engine.dispose()
    families = {family.name for family in metrics.registry.collect()}
    ours = {name for name in families if name.startswith("jackfield_")}
    ours |= {f"jackfield_{name}" for name in ENGINE_HELP}
    assert {name for name in ours if f"`{name}" not in documented} == set()
