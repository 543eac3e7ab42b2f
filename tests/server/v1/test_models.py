"""What requests may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jackfield.calls import CallName
from jackfield.calls.names import read_participant
from jackfield.server.v1.models import Digits, NewCall, ParticipantChange, PlayFile


@given(st.from_regex(r"\A[A-Za-z0-9_-]{1,64}\Z"), st.from_regex(r"\A[A-Za-z0-9._~-]{1,128}\Z"))
def test_names_that_requests_may_hold_are_names_of_calls(kind: str, call: str) -> None:
    assert NewCall(type=kind, id=call).name("") == CallName(kind, call)


@given(st.from_regex(r"\A[A-Za-z0-9._~@+-]{1,128}\Z"))
def test_ids_that_requests_may_hold_are_ids_of_participants(participant: str) -> None:
    assert PlayFile(file="a.wav", to=participant).to == read_participant(participant)


@pytest.mark.parametrize("sent", ['{"muted": 1}', '{"muted": "true"}', '{"volume": 1}', "[]"])
def test_nothing_is_guessed(sent: str) -> None:
    with pytest.raises(ValidationError):
        ParticipantChange.model_validate_json(sent)


@pytest.mark.parametrize("digits", ["", "a", "1 2", "1\n", "1" * 65])
def test_what_is_no_key_is_refused(digits: str) -> None:
    with pytest.raises(ValidationError):
        Digits(digits=digits)
