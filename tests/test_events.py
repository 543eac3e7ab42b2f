"""What a call tells."""

import pickle
from copy import deepcopy
from dataclasses import replace

from jackfield import v1
from jackfield.events import (
    Participant,
    call_ended,
    call_joined,
    connection_changed,
    participant_joined,
    participant_left,
    track_published,
    track_unpublished,
)

ANN = Participant(id="whip-1", name="Ann", transport="whip")


def test_events_say_who_it_is_about() -> None:
    event = track_published(ANN, "video", "vp8")
    assert event.WhichOneof("payload") == "track_published"
    track = event.track_published
    assert (track.kind, track.codec) == (v1.TrackKind.TRACK_KIND_VIDEO, "vp8")
    assert track.participant == v1.Participant(id="whip-1", name="Ann", transport="whip")


def test_who_stops_sending_is_told_of() -> None:
    event = track_unpublished(ANN, "video")
    assert event.track_unpublished.kind == v1.TrackKind.TRACK_KIND_VIDEO
    assert event.track_unpublished.participant.id == "whip-1"


def test_the_cores_words_become_states() -> None:
    states = [connection_changed(ANN, word) for word in ("connected", "disconnected")]
    assert [event.connection_changed.state for event in states] == [
        v1.ConnectionChanged.STATE_CONNECTED,
        v1.ConnectionChanged.STATE_DISCONNECTED,
    ]


def test_a_call_begins_and_people_come_and_go() -> None:
    events = [call_joined(), participant_joined(ANN), participant_left(ANN)]
    assert [event.WhichOneof("payload") for event in events] == [
        "call_join_response",
        "participant_joined",
        "participant_left",
    ]
    assert events[1].participant_joined.participant == events[2].participant_left.participant


def test_the_end_says_why() -> None:
    assert call_ended("peer", "bye") == v1.Event(
        call_ended=v1.CallEnded(reason="peer", detail="bye")
    )


def test_an_event_survives_the_wire() -> None:
    event = connection_changed(ANN, "connected")
    assert v1.Event.FromString(event.SerializeToString()) == event


def test_a_participant_is_their_id() -> None:
    assert ANN == "whip-1"
    heard: dict[str, int] = {ANN: 1}
    assert heard["whip-1"] == 1
    assert f"{ANN} {ANN!r}" == "whip-1 'whip-1'"
    assert Participant(id="whip-1", transport="other") == ANN
    assert len({Participant(id="a"), Participant(id="a"), Participant(id="b")}) == 2


def test_a_participant_is_like_another_in_everything_or_not_at_all() -> None:
    assert ANN.is_like(Participant(id="whip-1", name="Ann", transport="whip"))
    for other in (
        replace(ANN, id="whip-2"),
        replace(ANN, name=""),
        replace(ANN, transport=""),
        replace(ANN, muted=True),
        replace(ANN, held=True),
    ):
        assert not ANN.is_like(other)


def test_copies_of_a_participant_know_all_that_it_knows() -> None:
    for copied in (deepcopy(ANN), pickle.loads(pickle.dumps(ANN)), replace(ANN)):  # noqa: S301  # our own
        assert isinstance(copied, Participant)
        assert ANN.is_like(copied)
