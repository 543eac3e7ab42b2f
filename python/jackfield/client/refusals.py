"""What a server says when it does not let somebody in, as the error that a program gets."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from jackfield.errors import JoinCode, JoinError

_LONGEST_MESSAGE = 500
_OF_STATUS: Mapping[int, JoinCode] = {
    401: JoinCode.UNAUTHORIZED,
    403: JoinCode.UNAUTHORIZED,
    404: JoinCode.UNSUPPORTED,
    405: JoinCode.UNSUPPORTED,
    406: JoinCode.UNSUPPORTED,
    415: JoinCode.UNSUPPORTED,
    422: JoinCode.UNSUPPORTED,
    429: JoinCode.RATE_LIMITED,
    503: JoinCode.AT_CAPACITY,
}
_SERVER_FAILED = 500
_NAMES = frozenset(JoinCode)


def refusal(call: str, status: int, body: bytes) -> JoinError:
    """The error for a response that lets nobody in.

    Args:
        call: Which call was asked for.
        status: Of the response.
        body: Of the response: a problem document (RFC 9457), if the server is one of ours.
    """
    problem = _problem(body)
    detail = _text(problem, "detail") or _text(problem, "title") or _phrase(status)
    message = f"{call}: the server answered {status}: {detail[:_LONGEST_MESSAGE]}"
    return JoinError(message, code=_code(status, _text(problem, "code")), call=call)


def _code(status: int, named: str) -> JoinCode:
    if named in _NAMES:
        return JoinCode(named)
    if status in _OF_STATUS:
        return _OF_STATUS[status]
    return JoinCode.SERVER_ERROR if status >= _SERVER_FAILED else JoinCode.JOIN


def _problem(body: bytes) -> Mapping[str, object]:
    try:
        read: object = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _text(problem: Mapping[str, object], name: str) -> str:
    value = problem.get(name)
    return value if isinstance(value, str) else ""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no reason given"
