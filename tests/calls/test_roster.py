"""Who gets which place."""

import pytest

from jackfield.calls import CallName, JoinRequest
from jackfield.calls.roster import Roster
from jackfield.errors import CapacityError, RemoteProtocolError

NAME = CallName("default", "standup")


def request(participant: str = "", resume: str = "") -> JoinRequest:
    return JoinRequest(call=NAME, transport="whip", participant=participant, resume=resume)


def test_tokens_cannot_be_guessed_and_are_never_the_same() -> None:
    roster = Roster(20)
    tokens = {roster.admit(request()).token for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) * 6 >= 128 for token in tokens), "base64: 6 bits a character"


def test_a_place_is_found_by_its_token_until_it_is_given_up() -> None:
    roster = Roster(1)
    ann = roster.admit(request("ann"))
    assert roster.admit(request(resume=ann.token)) is ann
    with pytest.raises(CapacityError):
        roster.admit(request("bob"))
    roster.remove(ann)
    with pytest.raises(RemoteProtocolError):
        roster.admit(request(resume=ann.token))
    assert roster.admit(request("bob")).id == "bob"


def test_a_session_leads_to_its_member_until_it_left() -> None:
    roster = Roster(1)
    ann = roster.admit(request("ann"))
    roster.enter(ann, 7)
    assert roster.of_session(7) is ann
    assert ann.session == 7
    roster.leave(7)
    assert roster.of_session(7) is None
