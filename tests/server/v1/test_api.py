"""Everything that operators have, in one server."""

import asyncio
import re

import httpx
from fastapi import FastAPI

from call_kit import NAME, switchboard
from fakes import FakeEngine
from jackfield.auth import KeyRing
from jackfield.config import Settings
from jackfield.server import problems
from jackfield.server.event_feed import EventFeed
from jackfield.server.gate import Gate
from jackfield.server.metrics import Metrics
from jackfield.server.rate_limit import RateLimiter
from jackfield.server.v1.api import OperatorApi
from media_kit import settle
from rest_kit import seats_of
from server_kit import OFFER, SDP, is_problem, serving


async def test_resources_and_streams_follow_new_settings() -> None:
    engine = FakeEngine()
    gate = Gate(KeyRing([]), RateLimiter(rate=0, burst=1, clients=1), lambda: 0.0, lambda: 0.0)
    feed = EventFeed(history=10)
    app = FastAPI()
    problems.install(app)
    async with switchboard(engine) as board, asyncio.TaskGroup() as tasks:
        board.book.watch(feed.note)
        bring = seats_of(tasks)
        api = OperatorApi(Settings(), gate, feed, Metrics(version="1"), lambda: board.book, bring)
        api.start(tasks)
        for router in api.routers():
            app.include_router(router)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            assert (await client.post("/v1/calls", json={"id": NAME.id})).status_code == 201
            feed.close()
            told = await client.get("/v1/events", headers={"Last-Event-ID": "earlier"})
            assert "event: call_created" in told.text
            api.reload(Settings(event_streams=0, max_players=0))
            assert is_problem(await client.get("/v1/events"), 503, "at_capacity")
            await board.join("ann")
            url = "/v1/calls/default/standup/play"
            audio = {"Content-Type": "audio/wav"}
            refused = await client.post(url, content=b"RIFF", headers=audio)
            assert is_problem(refused, 503, "at_capacity")
    engine.dispose()


async def test_who_joins_by_whip_is_seen_handled_and_told_of() -> None:
    async with serving() as running:
        join = "/whip?call=default:standup&participant=ann&name=Ann"
        assert (await running.client.post(join, content=OFFER, headers=SDP)).status_code == 201
        running.engine.connect(max(running.engine.sessions))
        await settle()
        listed = (await running.client.get("/v1/calls")).json()
        (call,) = listed["calls"]
        assert (call["cid"], call["participants"][0]["name"]) == ("default:standup", "Ann")
        ann = "/v1/calls/default/standup/participants/ann"
        assert (await running.client.patch(ann, json={"muted": True})).json()["muted"]
        assert (await running.client.delete(ann)).status_code == 204
        await settle()
        running.server.feed.close()
        told = await running.client.get("/v1/events", headers={"Last-Event-ID": "earlier"})
    kinds = re.findall(r"^event: (\w+)$", told.text, re.MULTILINE)
    expected = ["missed", "call_created", "participant_joined"]
    assert [kind for kind in kinds if kind in expected] == expected
    assert {"participant_changed", "participant_left"} <= {*kinds}


async def test_pages_of_named_origins_may_operate_calls() -> None:
    async with serving(cors_origins=["https://desk.example"]) as running:
        asked = {
            "Origin": "https://desk.example",
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization",
        }
        allowed = await running.client.options("/v1/calls/default/standup", headers=asked)
        assert "PUT" in allowed.headers["Access-Control-Allow-Methods"]
        evil = await running.client.get("/v1/calls", headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in evil.headers
