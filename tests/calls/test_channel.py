"""A data channel that is slow: state reaches it at last, and never more waits than there is."""

import pytest

from jackfield.calls.channel import Channel
from jackfield.events import (
    Participant,
    chat,
    connection_changed,
    participant_changed,
    participant_joined,
    participant_left,
    recording_changed,
    track_published,
    video_slot,
)
from jackfield.v1 import Event

ANN, BOB = Participant(id="ann"), Participant(id="bob")
MUTED = Participant(id="ann", muted=True)


class Wire:
    """Has so much room."""

    def __init__(self, room: int = 0) -> None:
        self.room = room
        self.told: list[Event] = []

    def send(self, data: bytes) -> bool:
        if not self.room:
            return False
        self.room -= 1
        self.told.append(Event.FromString(data))
        return True


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def channel(wire: Wire) -> Channel:
    return Channel(wire.send)


def test_what_has_room_is_told_at_once(wire: Wire, channel: Channel) -> None:
    wire.room = 2
    channel.tell(participant_joined(ANN))
    channel.tell(chat(ANN, "hello"))
    assert wire.told == [participant_joined(ANN), chat(ANN, "hello")]
    assert not channel.is_behind


def test_state_waits_for_room_and_keeps_its_order(wire: Wire, channel: Channel) -> None:
    told = [participant_joined(ANN), track_published(ANN, "audio", "opus"), participant_joined(BOB)]
    for event in told:
        channel.tell(event)
    channel.tell(chat(ANN, "gone by then"))
    wire.room = 2
    channel.catch_up()
    assert wire.told == told[:2]
    assert channel.is_behind
    wire.room = 2
    channel.tell(recording_changed(7, "started"))  # behind what waits
    channel.catch_up()
    assert wire.told == [*told, recording_changed(7, "started")]
    assert not channel.is_behind


def test_only_the_newest_of_anybody_is_told(wire: Wire, channel: Channel) -> None:
    channel.tell(participant_changed(MUTED))
    channel.tell(connection_changed(ANN, "disconnected"))
    channel.tell(connection_changed(ANN, "connected"))
    channel.tell(participant_changed(ANN))
    wire.room = 10
    channel.catch_up()
    assert wire.told == [participant_changed(ANN), connection_changed(ANN, "connected")]


def test_of_a_section_only_whom_it_shows_last_is_told(wire: Wire, channel: Channel) -> None:
    for mid, seen in (("1", ANN), ("2", ANN), ("1", BOB), ("1", None)):
        channel.tell(video_slot(mid, seen))
    wire.room = 10
    channel.catch_up()
    assert wire.told == [video_slot("1", None), video_slot("2", ANN)]


def test_who_came_meanwhile_is_told_as_they_are_now(wire: Wire, channel: Channel) -> None:
    channel.tell(participant_joined(ANN))
    channel.tell(participant_changed(MUTED))
    wire.room = 10
    channel.catch_up()
    assert wire.told == [participant_joined(MUTED)]


def test_what_came_and_went_meanwhile_is_not_told(wire: Wire, channel: Channel) -> None:
    for _ in range(1_000):
        channel.tell(participant_joined(ANN))
        channel.tell(track_published(ANN, "audio", "opus"))
        channel.tell(connection_changed(ANN, "connected"))
        channel.tell(participant_left(ANN, "left"))
        channel.tell(recording_changed(7, "started"))
        channel.tell(recording_changed(7, "stopped"))
    assert not channel.is_behind
    channel.tell(participant_left(BOB, "lost"))  # known from before
    wire.room = 10
    channel.catch_up()
    assert wire.told == [participant_left(BOB, "lost")]
