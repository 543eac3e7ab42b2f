"""Errors of calls in HTTP's words."""

import pytest

from jackfield.config import Settings
from jackfield.errors import (
    CallEndedError,
    CapacityError,
    EngineError,
    JackfieldError,
    RemoteProtocolError,
)
from jackfield.server.problems import Problem
from jackfield.server.refusal import refusal, require_served, status_of
from jackfield.transports import TRANSPORTS, WEBSOCKET, WHIP


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RemoteProtocolError("x", status_hint=422), 422),
        (CapacityError("x"), 503),
        (CallEndedError("x"), 404),
        (EngineError("x"), 500),
        (JackfieldError("x"), 500),
    ],
)
def test_each_error_is_a_status(error: JackfieldError, status: int) -> None:
    assert status_of(error) == status


def test_who_is_refused_for_now_is_told_when_to_come_back() -> None:
    settings = Settings(retry_after_s=7)
    full = refusal(CapacityError("full"), settings, headers={"X": "y"}, overflow="wss://b")
    assert (full.status_code, full.code, full.detail) == (503, "at_capacity", "full")
    assert full.headers == {"Retry-After": "7", "X": "y"}
    assert full.members == {"overflow": "wss://b"}
    assert not refusal(CallEndedError("over"), settings).headers


def test_a_transport_is_served_unless_it_is_switched_off() -> None:
    assert set(Settings().served_transports) == set(TRANSPORTS)
    require_served(WHIP, Settings())
    require_served(WHIP, Settings(served_transports=("whip",)))
    with pytest.raises(Problem, match="/ws/audio is switched off"):
        require_served(WEBSOCKET, Settings(served_transports=("whip",)))
