"""One call: each change that may be, and each that may not."""

import pytest

from jackfield.tox import Call, CallRequest, CallState, InvalidStateError, NotInCallError, Phase
from tox_fake import FakeAv

ACTIVE = CallState.SENDING_AUDIO | CallState.ACCEPTING_AUDIO
REQUEST = CallRequest(audio_enabled=True, video_enabled=False)


def call_in(phase: Phase, av: FakeAv | None = None) -> Call:
    """A call that is that far."""
    call = Call((av or FakeAv()).as_av(), 3, lambda: 12.5)
    if phase is Phase.RINGING:
        call.start(48, 0)
    if phase in (Phase.OFFERED, Phase.ACTIVE, Phase.OVER):
        call.offer(REQUEST)
    if phase in (Phase.ACTIVE, Phase.OVER):
        call.answer(48, 0)
    if phase is Phase.OVER:
        call.end()
    assert call.phase is phase
    return call


def test_the_rate_of_video_is_kept_when_it_was_taken() -> None:
    av = FakeAv()
    call = call_in(Phase.ACTIVE, av)
    call.set_video_bit_rate(500)
    assert av.asked[-1] == ("video_set_bit_rate", 3, 500)
    av.refuses = NotInCallError("gone")
    with pytest.raises(NotInCallError):
        call.set_video_bit_rate(700)
    assert call.video_bit_rate == 500


@pytest.mark.parametrize(
    ("before", "what", "after"),
    [
        (Phase.NEW, "start", Phase.RINGING),
        (Phase.NEW, "offer", Phase.OFFERED),
        (Phase.NEW, "answer", None),
        (Phase.NEW, "active", None),
        (Phase.NEW, "end", Phase.OVER),
        (Phase.RINGING, "start", None),
        (Phase.RINGING, "offer", None),
        (Phase.RINGING, "answer", None),
        (Phase.RINGING, "active", Phase.ACTIVE),
        (Phase.RINGING, "finished", Phase.OVER),
        (Phase.RINGING, "end", Phase.OVER),
        (Phase.OFFERED, "start", None),
        (Phase.OFFERED, "offer", None),
        (Phase.OFFERED, "answer", Phase.ACTIVE),
        (Phase.OFFERED, "active", None),
        (Phase.OFFERED, "finished", Phase.OVER),
        (Phase.OFFERED, "error", Phase.OVER),
        (Phase.OFFERED, "end", Phase.OVER),
        (Phase.ACTIVE, "start", None),
        (Phase.ACTIVE, "offer", None),
        (Phase.ACTIVE, "answer", None),
        (Phase.ACTIVE, "active", Phase.ACTIVE),
        (Phase.ACTIVE, "paused", Phase.ACTIVE),
        (Phase.ACTIVE, "finished", Phase.OVER),
        (Phase.ACTIVE, "error", Phase.OVER),
        (Phase.ACTIVE, "end", Phase.OVER),
        (Phase.OVER, "start", None),
        (Phase.OVER, "offer", None),
        (Phase.OVER, "answer", None),
        (Phase.OVER, "active", None),
        (Phase.OVER, "finished", None),
        (Phase.OVER, "end", Phase.OVER),
    ],
)
def test_each_change_is_made_or_refused(before: Phase, what: str, after: Phase | None) -> None:
    call = call_in(before)
    changes = {
        "start": lambda: call.start(48, 0),
        "offer": lambda: call.offer(REQUEST),
        "answer": lambda: call.answer(48, 0),
        "active": lambda: call.set_state(ACTIVE),
        "paused": lambda: call.set_state(CallState.NONE),
        "finished": lambda: call.set_state(CallState.FINISHED),
        "error": lambda: call.set_state(CallState.ERROR),
        "end": call.end,
    }
    if after is None:
        with pytest.raises(InvalidStateError, match=before):
            changes[what]()
        assert call.phase is before
    else:
        changes[what]()
        assert call.phase is after


def test_a_call_cannot_be_over_and_something_else() -> None:
    with pytest.raises(InvalidStateError, match="at once"):
        call_in(Phase.ACTIVE).set_state(CallState.FINISHED | CallState.SENDING_AUDIO)


def test_it_knows_what_flows_and_since_when() -> None:
    call = call_in(Phase.RINGING)
    assert (call.audio_bit_rate, call.video_bit_rate, call.start_time) == (48, 0, None)
    call.set_state(CallState.SENDING_VIDEO)
    assert call.start_time == 12.5
    assert (call.audio_enabled, call.video_enabled) == (False, True)


def test_a_friend_who_hung_up_first_is_no_surprise() -> None:
    av = FakeAv()
    call = call_in(Phase.ACTIVE, av)
    av.refuses = NotInCallError("gone")
    with pytest.raises(NotInCallError):
        call.end()
    assert call.phase is Phase.OVER
