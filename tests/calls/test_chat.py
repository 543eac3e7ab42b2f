"""What members may write to all."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.calls.chat import ChatAllowance, ChatRefusedError, read_chat
from jackfield.events import Participant, chat, participant_left


def test_a_text_is_read_without_the_space_around_it() -> None:
    assert read_chat(chat(Participant(id=""), " hello ").SerializeToString(), limit=5) == "hello"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xff\xff", "malformed"),
        (b"", "unsupported"),
        (participant_left(Participant(id="ann")).SerializeToString(), "unsupported"),
        (chat(Participant(id="ann"), " \n").SerializeToString(), "empty"),
        (chat(Participant(id="ann"), "123456").SerializeToString(), "too_long"),
    ],
)
def test_everything_else_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ChatRefusedError) as refused:
        read_chat(data, limit=5)
    assert refused.value.reason == reason


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(ChatRefusedError):
        assert 0 < len(read_chat(data, limit=50)) <= 50


def test_who_writes_too_much_has_to_wait() -> None:
    allowance = ChatAllowance(per_s=2.0, burst=3, now=10.0)
    assert [allowance.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert allowance.take(10.4) is False
    assert allowance.take(10.5) is True
    assert [allowance.take(99.0) for _ in range(4)] == [True, True, True, False]
