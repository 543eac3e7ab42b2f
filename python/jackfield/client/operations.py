"""What an operator does with a call: over REST where a server has it, directly in this process."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Generic, TypeVar

import httpx

from jackfield.calls import LiveCall
from jackfield.client.account import Account
from jackfield.errors import RemoteProtocolError, TransportError
from jackfield.events import Participant
from jackfield.tokens import ANY_CALL

T = TypeVar("T")

TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[T]):
    """One thing to do with a call.

    Attributes:
        method: Of the request.
        path: Below the call's own.
        root: Below ``/v1``, where it is not about the call's own resources.
        query: Behind it.
        body: Sent as JSON.
        content: Sent as it is.
        is_wide: It is about another call as well.
        read: What the answer's JSON means.
        here: The same in this process.
    """

    method: str
    path: tuple[str, ...] = ()
    root: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    content: bytes | None = None
    is_wide: bool = False
    read: Callable[[object], T]
    here: Callable[[LiveCall], T]


def ending() -> Operation[None]:
    """End the call for everybody."""
    return Operation(method="DELETE", read=nothing, here=lambda call: call.end())


def listing() -> Operation[tuple[Participant, ...]]:
    """Who is in the call, in the order they came."""
    return Operation(
        method="GET",
        path=("participants",),
        read=_participants,
        here=lambda call: tuple(member.participant for member in call.participants),
    )


def muting(participant: str, *, muted: bool) -> Operation[None]:
    """Let nobody hear somebody, or everybody again."""
    return Operation(
        method="PATCH",
        path=("participants", participant),
        body={"muted": muted},
        read=nothing,
        here=lambda call: call.mute(participant, muted=muted),
    )


def holding(participant: str, *, held: bool) -> Operation[None]:
    """Let somebody neither hear nor be heard, or both again."""
    return Operation(
        method="PATCH",
        path=("participants", participant),
        body={"held": held},
        read=nothing,
        here=lambda call: call.hold(participant, held=held),
    )


def removing(participant: str, *, ban_s: float = 0.0) -> Operation[None]:
    """Have somebody leave."""
    return Operation(
        method="DELETE",
        path=("participants", participant),
        query={"ban_s": f"{ban_s:g}"} if ban_s else {},
        read=nothing,
        here=lambda call: call.remove(participant, ban_s=ban_s),
    )


def moving(participant: str, call: str, here: Callable[[], LiveCall]) -> Operation[None]:
    """Have somebody be in another call, by the connection they have.

    Args:
        participant: Who.
        call: ``TYPE:ID`` of the other.
        here: The other one in this process.
    """
    return Operation(
        method="POST",
        path=("participants", participant, "move"),
        body={"call": call},
        is_wide=True,
        read=nothing,
        here=lambda left: nothing(left.move(participant, here())),
    )


def hearing(listener: str, speaker: str, gain: float | None) -> Operation[None]:
    """Say how loud one hears the other, or with None that nothing is said of it."""
    return Operation(
        method="DELETE" if gain is None else "PUT",
        path=("routes", listener, speaker),
        body=None if gain is None else {"gain": gain},
        read=nothing,
        here=lambda call: call.set_gain(listener, speaker, gain),
    )


def pressing(participant: str, digits: str) -> Operation[None]:
    """Press keys towards somebody."""
    return Operation(
        method="POST",
        path=("participants", participant, "dtmf"),
        body={"digits": digits},
        read=nothing,
        here=lambda call: call.send_dtmf(participant, digits),
    )


def request_of(
    operation: Operation[T], account: Account, call_type: str, call_id: str
) -> httpx.Request:
    """The request that does it on a server.

    Raises:
        ConfigError: The secret can be none.
    """
    scope = ANY_CALL if operation.is_wide else f"{call_type}:{call_id}"
    url = account.call_url(call_type, call_id, *operation.path)
    headers = account.authorization(scope, admin=True)
    if operation.content is not None:
        headers["Content-Type"] = "application/octet-stream"
    return httpx.Request(
        operation.method,
        account.url(*operation.root) if operation.root else url,
        headers=headers,
        params=operation.query or None,
        json=operation.body,
        content=operation.content,
    )


def creating(account: Account, call_type: str, call_id: str, created_by_id: str) -> httpx.Request:
    """The request that makes a call, or finds it."""
    return httpx.Request(
        "POST",
        f"{account.base_url}/v1/calls",
        headers=account.authorization(f"{call_type}:{call_id}", admin=True),
        json={"type": call_type, "id": call_id, "created_by_id": created_by_id},
    )


def result_of(response: httpx.Response, call: str) -> object:
    """The JSON of an answer, None where there is none.

    Raises:
        RemoteProtocolError: The server refused; the code is its own word for why.
        TransportError: It failed, or its answer cannot be read.
    """
    failed = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    document = _document(response)
    if failed or document is _UNREADABLE:
        code = "server_error"
        raise TransportError(f"{call}: the server answered {response.status_code}", code=code)
    if response.is_success:
        return document
    detail, code = text_of(document, "detail"), text_of(document, "code")
    raise RemoteProtocolError(
        f"{call}: the server answered {response.status_code}: {detail or response.reason_phrase}",
        status_hint=response.status_code,
        code=code or "refused",
        call=call,
    )


def unreachable(error: httpx.HTTPError, call: str) -> TransportError:
    """What to raise when there was no answer."""
    reason = str(error) or type(error).__name__
    return TransportError(f"{call}: the server cannot be reached: {reason}", code="unreachable")


_UNREADABLE = object()


def _document(response: httpx.Response) -> object:
    if not response.content:
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return _UNREADABLE if response.is_success else None


def _participants(document: object) -> tuple[Participant, ...]:
    listed = document.get("participants") if isinstance(document, dict) else None
    return tuple(
        Participant(
            id=text_of(entry, "id"),
            name=text_of(entry, "name"),
            transport=text_of(entry, "transport"),
            muted=entry.get("muted") is True,
            held=entry.get("held") is True,
        )
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, dict)
    )


def nothing(_: object) -> None:
    """What an answer means that says nothing but that it was done."""


def text_of(document: object, name: str) -> str:
    """A text of a JSON document; empty where there is none."""
    value = document.get(name) if isinstance(document, dict) else None
    return value if isinstance(value, str) else ""
