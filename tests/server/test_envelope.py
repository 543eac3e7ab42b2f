"""What every request comes through, whatever answers it."""

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from jackfield.server.access import AccessLog
from jackfield.server.cors import Cors
from jackfield.server.envelope import Envelope
from jackfield.server.metrics import Metrics
from server_kit import Clock, serving

PAGE = "https://page.example"


def envelope(app: ASGIApp, metrics: Metrics | None = None, clock: Clock | None = None) -> Envelope:
    return Envelope(
        app,
        access=AccessLog(metrics=metrics or Metrics(version="0"), log_requests=False),
        cors=Cors(origins=[PAGE], paths=["/whip"]),
        headers=((b"x-frame-options", b"DENY"), (b"referrer-policy", b"no-referrer")),
        clock=clock or Clock(),
    )


def answering(**headers: str) -> ASGIApp:
    return PlainTextResponse(
        "", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


async def ask(app: ASGIApp, method: str = "GET", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, "/whip", headers=headers)


async def test_a_response_keeps_what_it_says_itself() -> None:
    response = await ask(envelope(answering(x_frame_options="SAMEORIGIN")))
    assert response.headers.get_list("X-Frame-Options") == ["SAMEORIGIN"]
    assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_no_response_lets_pages_in_that_the_configuration_does_not() -> None:
    app = envelope(answering(access_control_allow_origin="*", vary="Accept"))
    friend = await ask(app, Origin=PAGE)
    assert friend.headers.get_list("Access-Control-Allow-Origin") == [PAGE]
    assert friend.headers.get_list("Vary") == ["Origin"]


async def test_a_preflight_asks_nobody_behind() -> None:
    async def fail(*_: object) -> None:
        raise AssertionError

    asked = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}
    response = await ask(envelope(fail), "OPTIONS", **asked)
    assert response.status_code == 204
    assert response.headers["X-Frame-Options"] == "DENY"


async def test_requests_are_counted_and_timed_also_when_nothing_answers() -> None:
    metrics, clock = Metrics(version="0"), Clock()

    async def fail(*_: object) -> None:
        clock.now += 3
        raise KeyError

    with pytest.raises(KeyError):
        await ask(envelope(fail, metrics, clock))
    told = metrics.exposition(0).decode()
    assert 'http_requests_total{method="GET",route="other",status="0"} 1.0' in told
    assert 'http_request_seconds_sum{route="other"} 3.0' in told


async def test_each_route_method_and_status_is_counted_by_itself() -> None:
    async with serving() as running:
        for _ in range(2):
            await running.client.get("/health")
        await running.client.head("/health")
        await running.client.get("/whip/unknown")
        told = (await running.client.get("/metrics")).text
    for series in (
        'method="GET",route="/health",status="200"} 2.0',
        'method="HEAD",route="/health",status="200"} 1.0',
        'method="GET",route="/whip/{token}",status="404"} 1.0',
    ):
        assert f"jackfield_http_requests_total{{{series}" in told
