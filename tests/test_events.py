"""What a call tells."""

import dataclasses

import pytest

from jackfield.events import CallEvent, EventKind, Participant


def test_an_event_cannot_be_changed_by_one_of_its_readers() -> None:
    event = CallEvent(kind=EventKind.TRACK, participant=Participant(id="a"), detail="audio opus")
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.detail = "video"  # type: ignore[misc]


def test_kinds_compare_with_the_words_of_the_core() -> None:
    assert EventKind("connected") is EventKind.CONNECTED
    assert [kind.value for kind in EventKind] == ["connected", "disconnected", "track", "ended"]


def test_participants_with_the_same_id_are_the_same() -> None:
    assert Participant(id="whip-1", transport="whip") == Participant(id="whip-1", transport="whip")
    assert len({Participant(id="a"), Participant(id="a"), Participant(id="b")}) == 2
