"""The OpenAPI document is complete, and requests made up from it find nothing else."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, openapi, serializer
from schemathesis.checks import CheckFunction
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from call_kit import NAME
from fakes import FakeEngine
from jackfield.config import Settings
from jackfield.server.app import Server
from jackfield.server.event_json import event_types
from jackfield.server.openapi import Node, document
from media_kit import settle
from server_kit import FRAGMENT, NO_PAGE, OFFER, SDP, Running, is_problem, serving

STREAMS = {"/v1/events", "/ws/audio"}
"""They have no end, or no answer."""
EXAMPLES = 10
MEDIA_TYPE = SDP["Content-Type"]

MadeUp: TypeAlias = "Case[APIOperation]"  # type: ignore[type-arg]


class World:
    """One server that requests are made to, one after the other, each to a call with somebody."""

    def __init__(self, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self._context = serving(
            rate_limit=0, max_calls=3, max_sessions=20, recording_directory=str(folder)
        )
        self._running: Running = self._runner.run(self._context.__aenter__())
        self.schema: BaseSchema = openapi.from_dict(self._running.server.api.openapi())

    def ask(self, case: MadeUp, *, known: bool) -> httpx.Response:
        """Make the request that a case is; ``known``: of a call there is and somebody in it."""
        if known:
            there = {"call_type": NAME.type, "call_id": NAME.id, "participant": "ann"}
            case.path_parameters |= {
                name: value for name, value in there.items() if name in case.path_parameters
            }
        sent = requests.Request(**case.as_transport_kwargs(base_url="http://test")).prepare()
        return self._runner.run(self._ask(sent))

    def close(self) -> None:
        self._runner.run(self._context.__aexit__(None, None, None))
        self._runner.close()

    async def _ask(self, sent: requests.PreparedRequest) -> httpx.Response:
        await self._make_call()
        body = sent.body if isinstance(sent.body, bytes) else str(sent.body or "").encode()
        headers = {name: str(value) for name, value in sent.headers.items()}
        response = await self._running.client.request(
            str(sent.method), str(sent.url), headers=headers, content=body
        )
        await settle()
        return response

    async def _make_call(self) -> None:
        """One call with Ann in it, and room for another."""
        book, engine = self._running.server.sessions.calls, self._running.engine
        there = book.get(NAME)
        if there is not None and [one.id for one in there.participants] == ["ann"]:
            others = [call for call in book if call is not there]
        else:
            others = list(book)
        for call in others:
            call.end()
        await settle()
        if book.get(NAME) is None:
            joined = await self._running.client.post(
                f"/whip?call={NAME}&participant=ann", content=OFFER, headers=SDP
            )
            assert joined.status_code == 201, joined.text
            engine.connect(max(engine.sessions))
            await settle()


def operations() -> list[tuple[str, str]]:
    """All that the server describes and that comes to an end."""
    engine = FakeEngine()
    paths = Server(Settings(), engine, page=NO_PAGE).api.openapi()["paths"]
    engine.dispose()
    assert isinstance(paths, dict)
    return [
        (method.upper(), path)
        for path, item in paths.items()
        if path not in STREAMS
        for method in item
    ]


OPERATIONS = operations()
serializer.alias([MEDIA_TYPE, FRAGMENT], "text/plain")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("recordings"))
    try:
        yield world
    finally:
        world.close()


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("known", [True, False], ids=["there", "not there"])
@pytest.mark.parametrize("operation", OPERATIONS, ids="-".join)
def test_made_up_requests_are_answered_as_the_document_says(
    world: World, operation: tuple[str, str], *, known: bool
) -> None:
    method, path = operation
    # What they take for wrong in a case may be what was put right here, and what SDP is a
    # schema cannot say.
    unfit: list[CheckFunction] = [negative_data_rejection] if known else []
    unfit += [positive_data_acceptance] if path.startswith(("/whip", "/whep")) else []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(world.schema[path][method].as_strategy())
    def _check(case: MadeUp) -> None:
        # All of its checks: nothing above 4xx, statuses, types and documents as they are described.
        response = world.ask(case, known=known)
        case.validate_response(response, excluded_checks=unfit)

    _check()


async def test_each_operation_of_operators_needs_a_key_and_says_so() -> None:
    async with serving(api_keys="right-key") as running:
        paths = running.server.api.openapi()["paths"]
        found = [(method, path) for method, path in OPERATIONS if path.startswith("/v1/calls")]
        assert len(found) > 10
        for method, path in found:
            described = paths[path][method.lower()]
            assert described["security"] == [{"bearer": []}]
            assert "401" in described["responses"]
            place = path.format(
                call_type="default",
                call_id="standup",
                participant="ann",
                listener="ann",
                speaker="*",
                player="player-1",
                recording="1",
            )
            response = await running.client.request(method, place, json={})
            assert is_problem(response, 401, "unauthorized"), path


def references(node: object) -> set[str]:
    """Everything that is pointed to."""
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(value) for value in node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


async def test_the_servers_document_is_whole() -> None:
    async with serving() as running:
        response = await running.client.get("/openapi.json")
    told: Node = response.json()
    components = told["components"]
    assert isinstance(components, dict)
    schemas = components["schemas"]
    assert isinstance(schemas, dict)
    assert {reference.rpartition("/")[2] for reference in references(told)} <= set(schemas)
    assert "HTTPValidationError" not in response.text
    event = schemas["Event"]
    assert isinstance(event, dict)
    titles = {one["title"] for one in event["oneOf"]}  # type: ignore[union-attr, index, call-overload]
    assert titles == set(event_types()) - {"rtc_packet", "call_join_response"}
    assert "event" in told["webhooks"]  # type: ignore[operator]
    paths = told["paths"]
    assert isinstance(paths, dict)
    whip = paths["/whip"]
    assert isinstance(whip, dict)
    posted = whip["post"]
    assert isinstance(posted, dict)
    assert "application/sdp" in str(posted["requestBody"])
    assert "201" in posted["responses"]  # type: ignore[operator]


async def test_a_server_with_keys_says_which_operations_are_open() -> None:
    async with serving(api_keys="right-key") as running:
        told = document(running.server.api, needs_key=True)
    paths = told["paths"]
    assert isinstance(paths, dict)
    closed = {
        f"{method} {path}"
        for path, item in paths.items()
        for method, operation in item.items()  # type: ignore[union-attr]
        if "security" in operation  # type: ignore[operator]
    }
    assert {"post /whip", "patch /whip/{token}", "get /ws/audio", "get /v1/events"} <= closed
    assert not {"get /whip", "options /whip", "get /health", "get /metrics"} & closed
