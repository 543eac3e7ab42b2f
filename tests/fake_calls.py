"""The fake core's calls of many: who is in them, and what was asked of them."""

from jackfield.engine import Hearing
from jackfield.v1 import Event


class FakeCalls:
    """See the module.

    Attributes:
        members: The sessions of each call.
        gains: What was set, by listener and speaker.
        slots: Whom a session was told to hear in a section, by its mid.
        messages: What was sent to each session that has a data channel.
        full: Sessions whose data channel has no room.
        threads: The media thread of each call, one of two unless one was asked for.
    """

    def __init__(self) -> None:
        self.members: dict[int, set[int]] = {}
        self.gains: dict[tuple[int, int], float] = {}
        self.muted: dict[int, bool] = {}
        self.held: dict[int, bool] = {}
        self.hears: dict[int, Hearing] = {}
        self.digits: list[tuple[int, str]] = []
        self.levels: dict[int, list[tuple[int, float]]] = {}
        self.slots: dict[tuple[int, str], tuple[int, Event]] = {}
        self.messages: dict[int, list[Event]] = {}
        self.full: set[int] = set()
        self.threads: dict[int, int] = {}

    def create(self, call: int, beside: int) -> int:
        self.members[call] = set()
        self.threads[call] = self.threads.get(beside, call % 2)
        return call

    def move(self, session: int, call: int) -> bool:
        now = next((known for known, members in self.members.items() if session in members), 0)
        if call not in self.members or (now and self.threads[now] != self.threads[call]):
            return False
        self.leave(session)
        self.members[call].add(session)
        return True

    def enter(self, call: int, session: int) -> None:
        if call:
            self.members[call].add(session)

    def leave(self, session: int) -> None:
        for members in self.members.values():
            members.discard(session)

    def end(self, call: int) -> list[int]:
        return sorted(self.members.pop(call, ()))

    def set_gain(self, call: int, listener: int, speaker: int, gain: float) -> None:
        assert listener != speaker
        assert call in self.members
        self.gains[listener, speaker] = gain

    def send_dtmf(self, session: int, digits: str) -> None:
        if set(digits) - set("0123456789*#ABCD"):
            raise ValueError("no such key")
        self.digits.append((session, digits))

    def send_message(self, session: int, data: bytes) -> bool:
        if session not in self.messages or session in self.full:
            return False
        self.messages[session].append(Event.FromString(data))
        return True

    def told(self, session: int) -> list[str]:
        """The kinds of what a data channel was sent."""
        return [event.WhichOneof("payload") or "" for event in self.messages[session]]


class CallsOfEngine:
    """What the product asks of calls once they are made.

    Attributes:
        calls: All of them.
    """

    def __init__(self) -> None:
        self.calls = FakeCalls()

    def set_gain(self, call: int, listener: int, speaker: int, gain: float) -> None:
        self.calls.set_gain(call, listener, speaker, gain)

    def move_session(self, session: int, call: int) -> bool:
        return self.calls.move(session, call)

    def set_muted(self, session: int, muted: bool) -> None:  # noqa: FBT001
        self.calls.muted[session] = muted

    def set_held(self, session: int, held: bool) -> None:  # noqa: FBT001
        self.calls.held[session] = held

    def send_dtmf(
        self,
        session: int,
        digits: str,
        *,
        duration_ms: int = 100,  # noqa: ARG002  # nobody listens
        gap_ms: int = 70,  # noqa: ARG002
    ) -> None:
        self.calls.send_dtmf(session, digits)

    def call_levels(self, call: int) -> list[tuple[int, float]]:
        return self.calls.levels.get(call, [])

    def send_message(self, session: int, data: bytes) -> bool:
        return self.calls.send_message(session, data)

    def tell_slot(self, session: int, mid: str, source: int, data: bytes) -> None:
        self.calls.slots[session, mid] = source, Event.FromString(data)
