"""The line without a network."""

import pytest

from jackfield.tox import MockAvTransport, NothingReceivedError


def test_frames_come_in_order_with_their_kind() -> None:
    line = MockAvTransport()
    line.send_audio_frame(b"one")
    line.send_video_frame(b"two")
    line.send_audio_frame(b"three")
    assert len(line) == 3
    assert [line.receive_frame() for _ in range(3)] == [
        (b"one", "audio"),
        (b"two", "video"),
        (b"three", "audio"),
    ]
    with pytest.raises(NothingReceivedError, match="nothing is under way"):
        line.receive_frame()


def test_a_frame_is_there_after_the_delay_and_not_before() -> None:
    line = MockAvTransport(delay=0.1)
    line.send_audio_frame(b"late")
    line.advance(0.0625)
    with pytest.raises(NothingReceivedError, match=r"arrives in 0\.0375 s"):
        line.receive_frame()
    line.advance(0.0375)
    assert line.receive_frame() == (b"late", "audio")


def test_nothing_overtakes_when_the_delay_shrinks() -> None:
    line = MockAvTransport(delay=1.0)
    line.send_audio_frame(b"first")
    line.delay = 0.0
    line.send_video_frame(b"second")
    with pytest.raises(NothingReceivedError):
        line.receive_frame()
    line.advance(1.0)
    assert line.receive_frame() == (b"first", "audio")
    assert line.receive_frame() == (b"second", "video")


def test_what_is_too_much_is_lost_and_counted() -> None:
    line = MockAvTransport(limit=2)
    for data in (b"1", b"2", b"3"):
        line.send_audio_frame(data)
    assert line.dropped == 1
    assert line.receive_frame() == (b"2", "audio")


@pytest.mark.parametrize("wrong", [{"delay": -1}, {"limit": 0}])
def test_what_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        MockAvTransport(**wrong)
    with pytest.raises(ValueError, match="seconds"):
        MockAvTransport().advance(-1)
