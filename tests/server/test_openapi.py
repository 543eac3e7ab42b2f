"""The OpenAPI document is complete, and requests made up from it find nothing else."""

import asyncio
from collections.abc import Iterator
from typing import TypeAlias

import httpx
import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, openapi
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection

from call_kit import NAME
from media_kit import settle
from rest_kit import Operated, operating
from server_kit import is_problem

OPERATIONS = [
    ("GET", "/v1/calls"),
    ("POST", "/v1/calls"),
    *((method, "/v1/calls/{call_type}/{call_id}") for method in ("GET", "DELETE")),
    ("GET", "/v1/calls/{call_type}/{call_id}/participants"),
    *(
        (method, "/v1/calls/{call_type}/{call_id}/participants/{participant}")
        for method in ("GET", "PATCH", "DELETE")
    ),
    ("POST", "/v1/calls/{call_type}/{call_id}/participants/{participant}/dtmf"),
    ("GET", "/v1/calls/{call_type}/{call_id}/routes"),
    *(
        (method, "/v1/calls/{call_type}/{call_id}/routes/{listener}/{speaker}")
        for method in ("PUT", "DELETE")
    ),
    *((method, "/v1/calls/{call_type}/{call_id}/play") for method in ("GET", "POST")),
    ("DELETE", "/v1/calls/{call_type}/{call_id}/play/{player}"),
]
"""All that operators do; streams have no end."""
EXAMPLES = 10

MadeUp: TypeAlias = "Case[APIOperation]"  # type: ignore[type-arg]


class World:
    """One server that requests are made to, one after the other, each to a call with somebody."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._context = operating()
        self._operated: Operated = self._runner.run(self._context.__aenter__())
        self.schema = openapi.from_dict(self._operated.app.openapi())

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
        board = self._operated.board
        if board.book.get(NAME) is None or not board.call.participants:
            board.book.end_all("made anew")
            await board.join("ann")
        while len(board.book) > 2:
            next(call for call in board.book if call.name != NAME).end()
        body = sent.body if isinstance(sent.body, bytes) else str(sent.body or "").encode()
        headers = {name: str(value) for name, value in sent.headers.items()}
        response = await self._operated.client.request(
            str(sent.method), str(sent.url), headers=headers, content=body
        )
        await settle()
        return response


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    world = World()
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
        # What it takes for wrong in a case may be what was put right here.
        response = world.ask(case, known=known)
        case.validate_response(
            response, excluded_checks=[negative_data_rejection] if known else None
        )

    _check()


async def test_the_operations_that_are_tried_are_all_there_are() -> None:
    async with operating() as operated:
        found = operated.app.openapi()["paths"]
    told = {(method.upper(), path) for path, item in found.items() for method in item}
    assert told == set(OPERATIONS)


async def test_each_operation_needs_a_key_and_says_so() -> None:
    async with operating(api_keys="right-key") as operated:
        await operated.board.join("ann")
        paths = operated.app.openapi()["paths"]
        for method, path in OPERATIONS:
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
            )
            response = await operated.client.request(method, place, json={})
            assert is_problem(response, 401, "unauthorized"), path
