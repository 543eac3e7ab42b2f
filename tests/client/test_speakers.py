"""Whose voice a mix is."""

from client_kit import ANN, BOB, CALL
from jackfield.client.speakers import Speakers
from jackfield.events import Participant, active_speaker, participant_joined, participant_left

BOT = Participant(id="bot")


def test_while_nobody_is_known_it_is_the_calls() -> None:
    speakers = Speakers(CALL, "bot")
    assert speakers.current.id == CALL
    assert speakers.first.id == CALL


def test_of_one_other_it_is_theirs_and_never_ones_own() -> None:
    speakers = Speakers(CALL, "bot")
    speakers.note(participant_joined(BOT))
    speakers.note(participant_joined(ANN))
    assert speakers.current.is_like(ANN)


def test_of_several_it_is_the_active_speakers() -> None:
    speakers = Speakers(CALL, "bot")
    for who in (ANN, BOB):
        speakers.note(participant_joined(who))
    assert speakers.current.id == CALL
    speakers.note(active_speaker(BOB))
    assert speakers.current.is_like(BOB)
    assert speakers.first.is_like(ANN)


def test_who_has_left_speaks_no_more() -> None:
    speakers = Speakers(CALL, "bot")
    for who in (ANN, BOB):
        speakers.note(participant_joined(who))
    speakers.note(active_speaker(BOB))
    speakers.note(participant_left(BOB))
    assert speakers.current.is_like(ANN)
    speakers.forget()
    assert speakers.current.id == CALL
