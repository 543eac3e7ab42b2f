"""The way of a call's pictures to the core and back, with the test as both."""

import pytest

from jackfield.tox import Call, CallRequest, CallState, NotInCallError, ToxError, VideoTerms
from jackfield.tox.pictures import HEADER_BYTES, PictureBridge, Told
from tox_fake import FakeAv

FRIEND = 3
KEY = b"\x10key"
INTER = b"\x11inter"
BOTH = CallState.SENDING_VIDEO | CallState.ACCEPTING_VIDEO
ASKS: Told = {"type": "key_frame"}


class Side:
    """A bridge between a library and a core that note what they are told."""

    def __init__(self, *, video: int = 1000) -> None:
        self.av = FakeAv()
        self.now = 100.0
        self.call = Call(self.av.as_av(), FRIEND, lambda: self.now)
        self.call.offer(CallRequest(audio_enabled=True, video_enabled=bool(video)))
        self.call.answer(48, video)
        self.told: list[Told] = []
        self.sent: list[bytes] = []
        self.has_room = True
        self.bridge = PictureBridge(
            self.av.as_av(),
            self.call,
            VideoTerms(bit_rate=1000, max_bytes=50),
            tell=self.told.append,
            send=self._send,
            clock=lambda: self.now,
        )
        self.call.on_state = self.bridge.note
        self.bridge.begin()

    @property
    def shown(self) -> list[object]:
        """What the friend was sent."""
        return [what[2] for what in self.av.asked if what[0] == "video_send_encoded"]

    @property
    def asked_friend(self) -> int:
        return self.av.asked.count(("video_request_key_frame", FRIEND))

    @property
    def asked_core(self) -> int:
        return self.told.count(ASKS)

    def _send(self, message: bytes) -> bool:
        if self.has_room:
            self.sent.append(message)
        return self.has_room


def test_frames_reach_the_core_with_their_times() -> None:
    side = Side()
    for frame, is_key in ((KEY, True), (INTER, False)):
        side.call.see_encoded(frame, is_key)
        side.now += 0.04
    assert [message[HEADER_BYTES:] for message in side.sent] == [KEY, INTER]
    assert {message[0] for message in side.sent} == {1}
    first, second = (int.from_bytes(message[4:8], "little") for message in side.sent)
    assert 3590 <= second - first <= 3600
    side.bridge.end()
    side.call.see_encoded(KEY, is_key=True)
    assert len(side.sent) == 2


@pytest.mark.parametrize("reason", ["no_room", "too_large"])
def test_what_the_core_cannot_take_is_left_out_up_to_a_key_frame(reason: str) -> None:
    side = Side()
    side.has_room = reason != "no_room"
    side.bridge.see(KEY * 20 if reason == "too_large" else KEY, is_key=True)
    side.has_room = True
    side.bridge.see(INTER, is_key=False)
    assert side.sent == []
    assert side.bridge.frames_dropped == 2
    assert side.asked_friend == 2
    side.bridge.see(KEY, is_key=True)
    side.bridge.see(INTER, is_key=False)
    assert len(side.sent) == 2


def test_the_core_asks_the_friend_for_a_key_frame() -> None:
    side = Side()
    side.bridge.begin_anew()
    assert side.asked_friend == 1


def test_frames_reach_the_friend_and_a_key_frame_is_asked_for_when_one_is_due() -> None:
    side = Side()
    side.bridge.show(KEY)
    assert side.asked_core == 0
    side.av.wants_key_frame = True
    for _ in range(10):
        side.bridge.show(INTER)
        side.now += 0.1
    assert side.shown == [KEY, *[INTER] * 10]
    assert side.asked_core == 2
    assert side.bridge.frames_dropped == 0


def test_what_the_friend_cannot_take_is_left_out_up_to_a_key_frame() -> None:
    side = Side()
    side.av.refuses = ToxError("hidden", code="TOXAV_ERR_SEND_FRAME_PAYLOAD_TYPE_DISABLED")
    side.bridge.show(KEY)
    side.av.refuses = None
    side.bridge.show(INTER)
    side.bridge.show(KEY)
    side.bridge.show(INTER)
    assert side.shown == [KEY, KEY, INTER]
    assert side.bridge.frames_dropped == 2
    assert side.asked_core == 1
    side.av.refuses = NotInCallError("gone")
    with pytest.raises(NotInCallError):
        side.bridge.show(KEY)


def test_the_core_is_told_what_the_friend_shows_and_takes() -> None:
    side = Side()
    side.call.set_state(BOTH)
    side.call.set_state(CallState.ACCEPTING_VIDEO)
    side.call.set_state(CallState.ACCEPTING_VIDEO | CallState.ACCEPTING_AUDIO)
    side.call.set_state(CallState.SENDING_VIDEO)
    told = [(text["sends"], text["takes_kbps"]) for text in side.told]
    assert told == [(True, 1000), (False, 1000), (True, 0)]


def test_who_rang_without_pictures_is_sent_some_once_they_show_themselves() -> None:
    side = Side(video=0)
    side.call.set_state(CallState.ACCEPTING_VIDEO)
    assert side.told[-1]["takes_kbps"] == 0
    side.call.set_state(BOTH)
    assert ("video_set_bit_rate", FRIEND, 1000) in side.av.asked
    assert side.told[-1] == {"type": "video", "sends": True, "takes_kbps": 1000}


def test_a_suggested_rate_is_told_kept_and_left_again() -> None:
    side = Side()
    frame = INTER.ljust(40_000 // 8, b"\0")
    assert side.call.on_bit_rate is not None
    side.call.on_bit_rate("audio", 6)
    side.call.on_bit_rate("video", 400)
    assert side.told[-1]["takes_kbps"] == 400
    assert ("video_set_bit_rate", FRIEND, 400) in side.av.asked
    side.bridge.show(KEY)
    for _ in range(90):
        side.bridge.show(frame)
        side.now += 0.1
    assert 20 <= len(side.shown) <= 91
    for _ in range(200):
        side.now += 0.1
        side.bridge.show(KEY)
    assert side.told[-1]["takes_kbps"] == 1000
    before = len(side.shown)
    for _ in range(200):
        side.bridge.show(frame)
    assert len(side.shown) == before + 200, "without a suggestion nothing is left out"


def test_what_is_over_a_suggestion_is_left_out() -> None:
    side = Side()
    assert side.call.on_bit_rate is not None
    side.call.on_bit_rate("video", 100)
    frame = KEY.ljust(12_500, b"\0")
    for _ in range(40):
        side.bridge.show(frame)
        side.now += 0.1
    sent_kbit = len(side.shown) * len(frame) * 8 / 1000
    assert sent_kbit <= 100 * (4 + 2)
    assert side.bridge.frames_dropped == 40 - len(side.shown)
