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
    tokens = {roster.issue(roster.admit(request())) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) * 6 >= 128 for token in tokens), "base64: 6 bits a character"


def test_a_place_is_found_by_its_token_until_it_is_given_up() -> None:
    roster = Roster(1)
    ann = roster.admit(request("ann"))
    token = roster.issue(ann)
    assert roster.admit(request(resume=token)) is ann
    with pytest.raises(CapacityError):
        roster.admit(request("bob"))
    roster.remove(ann)
    with pytest.raises(RemoteProtocolError):
        roster.admit(request(resume=token))
    assert roster.admit(request("bob")).id == "bob"


def test_a_token_that_is_used_takes_the_place_of_all_older_ones() -> None:
    roster = Roster(2)
    ann, bob = roster.admit(request("ann")), roster.admit(request("bob"))
    older, newer, other = roster.issue(ann), roster.issue(ann), roster.issue(bob)
    roster.settle(ann, newer)
    with pytest.raises(RemoteProtocolError, match="given up"):
        roster.admit(request(resume=older))
    assert roster.admit(request(resume=newer)) is ann
    assert roster.admit(request(resume=other)) is bob
    roster.withdraw(newer)
    with pytest.raises(RemoteProtocolError, match="given up"):
        roster.admit(request(resume=newer))


def test_answers_that_come_to_nothing_leave_few_tokens() -> None:
    roster = Roster(1)
    ann = roster.admit(request("ann"))
    roster.settle(ann, "in-use")
    issued = [roster.issue(ann) for _ in range(9)]
    for token in ("in-use", *issued[2:]):
        assert roster.admit(request(resume=token)) is ann
    for token in issued[:2]:
        with pytest.raises(RemoteProtocolError):
            roster.admit(request(resume=token))


def test_a_session_leads_to_its_member_until_it_left() -> None:
    roster = Roster(1)
    ann = roster.admit(request("ann"))
    roster.enter(ann, 7)
    assert roster.of_session(7) is ann
    assert ann.session == 7
    roster.leave(7)
    assert roster.of_session(7) is None
