"""What the package raises."""

import inspect

import pytest

from jackfield import errors
from jackfield.errors import (
    CapacityError,
    JackfieldError,
    LocalProtocolError,
    ProtocolError,
    RemoteProtocolError,
    TransportError,
)

ALL = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, JackfieldError)
]


@pytest.mark.parametrize("error", ALL)
def test_every_error_has_a_message_a_code_and_a_call(error: type[JackfieldError]) -> None:
    raised = error("what happened", call="whip-7")
    assert str(raised) == "what happened"
    assert raised.code == error.default_code
    assert raised.call == "whip-7"


@pytest.mark.parametrize("error", ALL)
def test_every_error_is_in_the_drawn_tree(error: type[JackfieldError]) -> None:
    assert errors.__doc__ is not None
    assert f" {error.__name__}" in errors.__doc__.replace("    ", "  ") or error is JackfieldError


def test_codes_tell_errors_apart() -> None:
    codes = [error.default_code for error in ALL]
    assert len(codes) == len(set(codes))


def test_a_code_can_be_given() -> None:
    assert CapacityError("full", code="draining").code == "draining"


def test_only_what_may_work_later_is_retryable() -> None:
    assert {error.__name__ for error in ALL if error.retryable} == {"CapacityError", "EngineError"}


def test_the_tree_lets_one_catch_a_branch() -> None:
    assert issubclass(CapacityError, TransportError)
    assert issubclass(RemoteProtocolError, ProtocolError)
    assert issubclass(LocalProtocolError, ProtocolError)


def test_a_peers_fault_says_which_status_fits() -> None:
    assert RemoteProtocolError("bad").status_hint == 400
    assert RemoteProtocolError("bad", status_hint=422).status_hint == 422
