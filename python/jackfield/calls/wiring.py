"""Tells the core who hears whom: what was said of participants becomes gains of sessions."""

from collections.abc import Sequence

from jackfield.calls.matrix import AS_IT_IS, EVERYBODY, Matrix
from jackfield.calls.member import Member
from jackfield.calls.roster import Roster
from jackfield.engine import Engine


class Wiring:
    """Of one call.

    Attributes:
        number: Of the call in the core.
    """

    def __init__(self, engine: Engine, number: int, matrix: Matrix, roster: Roster) -> None:
        self.number = number
        self._engine = engine
        self._matrix = matrix
        self._roster = roster

    def connect(self, member: Member, session: int) -> None:
        """A session was opened just now: what holds for it does before its first packet flows."""
        for other in self._roster:
            for theirs in other.lines:
                if theirs != session:
                    self._apply(member, session, other, theirs)
                    self._apply(other, theirs, member, session)
        if member.participant.muted:
            self._engine.set_muted(session, True)  # noqa: FBT003  # the core's own signature
        if member.participant.held:
            self._engine.set_held(session, True)  # noqa: FBT003  # as above

    def set_gain(self, listener: str, speaker: str, gain: float | None) -> None:
        """Say how loud one hears the other, or with None that nothing is said of it.

        Raises:
            RemoteProtocolError: The matrix has no room for that, or it is no gain.
        """
        pairs = [
            (one, other)
            for one in self._roster
            for other in self._roster
            if listener in (EVERYBODY, one.id) and speaker in (EVERYBODY, other.id)
        ]
        before = [self._gain(one, other) for one, other in pairs]
        self._matrix.set(listener, speaker, gain)
        for (one, other), was in zip(pairs, before, strict=True):
            now = self._gain(one, other)
            if now != was:
                self._change(one, other, now)

    def set_muted(self, member: Member) -> None:
        """Follow whether they are muted."""
        for session in member.lines:
            self._engine.set_muted(session, member.participant.muted)

    def set_held(self, member: Member) -> None:
        """Follow whether they are held."""
        for session in member.lines:
            self._engine.set_held(session, member.participant.held)

    def levels(self) -> Sequence[tuple[int, float]]:
        """How loud each session is, in dBFS."""
        return self._engine.call_levels(self.number)

    def _apply(self, listener: Member, ear: int, speaker: Member, mouth: int) -> None:
        gain = self._gain(listener, speaker)
        if gain != AS_IT_IS:
            self._engine.set_gain(self.number, ear, mouth, gain)

    def _change(self, listener: Member, speaker: Member, gain: float) -> None:
        for ear in listener.lines:
            for mouth in speaker.lines:
                if ear != mouth:
                    self._engine.set_gain(self.number, ear, mouth, gain)

    def _gain(self, listener: Member, speaker: Member) -> float:
        # Nobody hears themselves, even while they have two connections.
        if listener is speaker or not listener.may_listen:
            return 0.0
        return self._matrix.gain(listener.id, speaker.id)
