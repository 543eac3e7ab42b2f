"""``/openapi.json``: what FastAPI knows of our routes, and what it cannot know."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TypeAlias, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from jackfield.config_values import TENANT_PATTERN
from jackfield.server.event_json import event_types, payload_schema
from jackfield.server.problems import PROBLEM_JSON
from jackfield.server.v1.calls import CALLS
from jackfield.server.v1.description import EVENT, PROBLEM, REFERENCE
from jackfield.server.v1.models import (
    Digits,
    Move,
    NewCall,
    NewDialled,
    NewGain,
    NewInvite,
    NewParticipant,
    NewRecording,
    ParticipantChange,
    PlayFile,
    ProblemDocument,
    RecordingChange,
)
from jackfield.server.v1.recordings import ALL as RECORDED
from jackfield.transports import WEBSOCKET, WHEP, WHIP, TransportSpec
from jackfield.transports.whip import SDP, SDP_FRAGMENT
from jackfield.webhooks import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
Node: TypeAlias = dict[str, Json]

BEARER = "bearer"
_MODELS: tuple[type[BaseModel], ...] = (
    Digits,
    Move,
    NewCall,
    NewDialled,
    NewGain,
    NewInvite,
    NewParticipant,
    NewRecording,
    ParticipantChange,
    PlayFile,
    ProblemDocument,
    RecordingChange,
)
"""Those that only descriptions name: their bodies are read by hand."""
_PUBLIC = ("/health", "/metrics", "/v1/client-config")
_UNHEARD = ("rtc_packet", "call_join_response")
"""Events that are never told to operators."""
_SUMMARY = """A programmable switchboard for voice and video calls.

Browsers and programs join by WHIP or a WebSocket; operators watch and steer calls below `/v1`.
Every error is a problem document (RFC 9457) whose `code` is for machines."""


def describe(app: FastAPI, *, needs_key: bool) -> None:
    """Have the application tell our document.

    Args:
        app: With all its routes.
        needs_key: Whether requests have to bring a key or a token.
    """
    made: list[Node] = []

    def _openapi() -> Node:
        if not made:
            made.append(document(app, needs_key=needs_key))
        return made[0]

    app.openapi = _openapi  # type: ignore[method-assign]  # as FastAPI's documentation does


def document(app: FastAPI, *, needs_key: bool) -> Node:
    """The whole document."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        routes=app.routes,
        description=_SUMMARY,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    told = cast("Node", made)
    _add_components(told)
    for path, method, operation in _operations(told):
        _complete(operation, path, method, needs_key=needs_key)
    told["webhooks"] = {"event": {"post": _webhook()}}
    return told


def _operations(told: Node) -> Iterator[tuple[str, str, Node]]:
    for path, item in _node(told, "paths").items():
        for method, operation in cast("Node", item).items():
            yield path, method, cast("Node", operation)


def _add_components(told: Node) -> None:
    components = _node(told, "components")
    schemas = _node(components, "schemas")
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _, made = models_json_schema(
        [(model, "validation") for model in _MODELS], ref_template=REFERENCE
    )
    schemas |= cast("Node", made["$defs"])
    schemas[EVENT] = _event_schema()
    components["securitySchemes"] = {
        BEARER: {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of `api_keys`, or a token signed with one of `api_secrets`",
        }
    }


def _complete(operation: Node, path: str, method: str, *, needs_key: bool) -> None:
    by_hand = deepcopy(_BY_HAND.get((path, method), {}))
    # Those of the path stay.
    own = cast("list[Json]", operation.get("parameters", []))
    more = cast("list[Json]", by_hand.get("parameters", []))
    operation |= by_hand
    if own or more:
        operation["parameters"] = own + more
    responses = _node(operation, "responses")
    if path.startswith((CALLS, RECORDED)):
        operation["parameters"] = [*cast("list[Json]", operation.get("parameters", [])), _TENANT]
        responses.setdefault("422", {})
    if path in _PLAIN and "200" in responses:
        responses["200"] = _answer("As docs/http.md says", _PLAIN[path])
    if "422" in responses:
        responses["422"] = _problem("A field has a wrong value")
    responses["default"] = _problem("What went wrong")
    if needs_key and not path.startswith(_PUBLIC) and not _is_open(path, method):
        operation["security"] = [{BEARER: []}]
        responses["401"] = _problem("Neither key nor token, or one that does not do")


def _is_open(path: str, method: str) -> bool:
    """Whether a part of WHIP or WHEP is for everybody."""
    return path.startswith((WHIP.path, WHEP.path)) and method in ("get", "options")


def _event_schema() -> Node:
    """One member per type."""
    members: list[Json] = [
        {
            "type": "object",
            "title": kind,
            "properties": {
                "id": {"type": "string"},
                "type": {"const": kind},
                "time": {"type": "string", "format": "date-time"},
                "call": {"type": "string", "description": "TYPE:ID"},
                "tenant": {"type": "string", "description": "whose call it is; empty for none"},
                "data": cast("Json", payload_schema(kind)),
            },
            "required": ["id", "type", "time", "call", "tenant", "data"],
        }
        for kind in event_types()
        if kind not in _UNHEARD
    ]
    return {"oneOf": members}


def _webhook() -> Node:
    named = (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)
    headers: list[Json] = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in named
    ]
    schema: Json = {"$ref": REFERENCE.format(model=EVENT)}
    return {
        "summary": "Something has happened in a call",
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"2XX": {"description": "It was taken; it is tried again otherwise"}},
    }


def _answer(text: str, media_type: str = "", headers: Mapping[str, str] | None = None) -> Node:
    answer: Node = {"description": text}
    if media_type:
        schema: Json = {} if media_type == "application/json" else {"type": "string"}
        answer["content"] = {media_type: {"schema": schema}}
    if headers:
        answer["headers"] = {
            name: {"description": what, "schema": {"type": "string"}}
            for name, what in headers.items()
        }
    return answer


def _problem(text: str) -> Node:
    schema: Json = {"$ref": REFERENCE.format(model=PROBLEM)}
    return {"description": text, "content": {PROBLEM_JSON: {"schema": schema}}}


def _node(parent: Node, name: str) -> Node:
    return cast("Node", parent.setdefault(name, {}))


def _text_body(media_type: str, example: str) -> Node:
    content: Json = {media_type: {"schema": {"type": "string"}, "example": example}}
    return {"required": True, "content": content}


def _query(**described: str) -> list[Json]:
    return [
        {"name": name, "in": "query", "description": what, "schema": {"type": "string"}}
        for name, what in described.items()
    ]


_JOINING = _query(
    call="TYPE:ID of the call to join; left out: a session with the agent",
    participant="id in the call",
    name="for people",
    agent="who shall answer, or sit in the call",
    resume="token of the place one had; better as a header Jackfield-Resume",
    client="id that an A/B test tells clients apart by",
    tenant="whose session it is, for those who may choose",
)
_TENANT: Node = {
    "name": "tenant",
    "in": "query",
    "description": "whose calls, for those who operate them all; left out: nobody's, in lists all",
    "schema": {"type": "string", "pattern": TENANT_PATTERN},
}
_LISTENING: list[Json] = [
    {**cast("Node", _JOINING[0]), "required": True},
    *_JOINING[1:3],
    _JOINING[-1],
]
_OFFER = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
_PLACE = {
    "Location": "of the session",
    "ETag": "of its ICE generation",
    "Jackfield-Participant": "who one is in the call",
    "Jackfield-Resume": "token to take the place again",
}


def _offers(transport: TransportSpec, parameters: list[Json]) -> dict[tuple[str, str], Node]:
    """What WHIP and WHEP have alike."""
    endpoint, session = transport.path, transport.path + "/{token}"
    seen: Node = {"responses": {"204": _answer("Nothing to see; headers say what can be sent")}}
    return {
        (endpoint, "post"): {
            "parameters": parameters,
            "requestBody": _text_body(SDP, _OFFER),
            "responses": {
                "201": _answer("The SDP answer", SDP, _PLACE),
                "307": _answer("No room here", headers={"Location": "where to post it instead"}),
            },
        },
        (endpoint, "options"): seen,
        (endpoint, "get"): seen,
        (session, "patch"): {
            "requestBody": _text_body(SDP_FRAGMENT, "a=ice-ufrag:EsAw\r\na=ice-pwd:…\r\n"),
            "responses": {
                "200": _answer("Our new ICE credentials", SDP_FRAGMENT, {"ETag": "of ICE"}),
                "204": _answer("Candidates were taken"),
            },
        },
        (session, "delete"): {"responses": {"200": _answer("The session has ended")}},
        (session, "options"): seen,
        (session, "get"): seen,
    }


_PLAIN = {"/metrics": "text/plain"}
_BY_HAND: Mapping[tuple[str, str], Node] = {
    **_offers(WHIP, _JOINING),
    **_offers(WHEP, _LISTENING),
    (WEBSOCKET.path, "get"): {
        "parameters": _JOINING,
        "responses": {"101": _answer("The WebSocket of a call")},
    },
}
