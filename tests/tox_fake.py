"""A ToxAV without a network: it notes what it is asked."""

from collections.abc import Callable
from typing import cast

from jackfield.tox import CallControl, ToxAV, ToxError


class FakeAv:
    """Takes every call; its callbacks are called by the test."""

    has_extras = True

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.refuses: ToxError | None = None
        self.wants_key_frame = False
        self.callbacks: dict[str, Callable[..., None] | None] = {}  # type: ignore[explicit-any]  # of each kind

    def as_av(self) -> ToxAV:
        return cast("ToxAV", self)

    def call(self, *what: int) -> None:
        self._note("call", *what)

    def answer(self, *what: int) -> None:
        self._note("answer", *what)

    def call_control(self, friend: int, control: CallControl) -> None:
        self._note(control.name, friend)

    def video_set_bit_rate(self, *what: int) -> None:
        self._note("video_set_bit_rate", *what)

    def video_send_encoded(self, *what: object) -> None:
        self._note("video_send_encoded", *what)

    def video_request_key_frame(self, *what: int) -> None:
        self._note("video_request_key_frame", *what)

    def video_wants_key_frame(self, _: int) -> bool:
        return self.wants_key_frame

    def iterate(self) -> None:
        self._note("iterate")

    def __getattr__(self, name: str) -> "Callable[[Callable[..., None] | None], None]":  # type: ignore[explicit-any]  # as above
        if not name.startswith("callback_"):
            raise AttributeError(name)

        def _set(callback: "Callable[..., None] | None") -> None:  # type: ignore[explicit-any]  # as above
            self.callbacks[name.removeprefix("callback_")] = callback

        return _set

    def tell(self, name: str, *values: object) -> None:
        callback = self.callbacks[name]
        assert callback is not None
        callback(*values)

    def ring(self, friend: int, *, audio: bool = True, video: bool = False) -> None:
        self.tell("call", friend, audio, video)

    def _note(self, *what: object) -> None:
        self.asked.append(what)
        if self.refuses is not None:
            raise self.refuses
