"""Enums have the numbers of the C headers."""

from jackfield.tox import CallControl, CallState, ConnectionStatus, MessageType, UserStatus
from jackfield.tox.values import ProxyType


def test_call_states_are_bits() -> None:
    assert {state.name: state.value for state in CallState} == {
        "ERROR": 1,
        "FINISHED": 2,
        "SENDING_AUDIO": 4,
        "SENDING_VIDEO": 8,
        "ACCEPTING_AUDIO": 16,
        "ACCEPTING_VIDEO": 32,
    }
    assert CallState.NONE.value == 0
    assert CallState(20) == CallState.SENDING_AUDIO | CallState.ACCEPTING_AUDIO


def test_a_call_is_over_when_it_failed_or_finished() -> None:
    assert CallState.ERROR.is_over
    assert CallState.FINISHED.is_over
    assert not CallState.NONE.is_over
    assert not CallState.SENDING_AUDIO.is_over


def test_controls_are_in_the_order_of_the_header() -> None:
    assert [control.name for control in CallControl] == [
        "RESUME",
        "PAUSE",
        "CANCEL",
        "MUTE_AUDIO",
        "UNMUTE_AUDIO",
        "HIDE_VIDEO",
        "SHOW_VIDEO",
    ]
    assert list(CallControl) == list(range(7))


def test_the_others_count_from_nothing() -> None:
    for enum in (ConnectionStatus, MessageType, ProxyType, UserStatus):
        assert list(enum) == list(range(len(enum)))
