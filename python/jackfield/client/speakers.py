"""Who is heard in a mix, as the call's events tell: the mix itself does not."""

from jackfield.events import Participant
from jackfield.v1 import Event
from jackfield.v1 import Participant as ParticipantMessage

_COMING = ("participant_joined", "participant_changed")


class Speakers:
    """Those of a call besides oneself.

    Args:
        call: The id of the call: stands for all of them while nobody in particular speaks.
        own: One's own id.
    """

    def __init__(self, call: str, own: str) -> None:
        self._own = own
        self._all = Participant(id=call, transport="call")
        self._others: dict[str, Participant] = {}
        self._active = ""

    @property
    def first(self) -> Participant:
        """Who has been in the call longest; all of them while nobody is there."""
        return next(iter(self._others.values()), self._all)

    @property
    def current(self) -> Participant:
        """Whose voice it is: the active speaker's; or of the only other one; else of them all."""
        active = self._others.get(self._active)
        if active is not None:
            return active
        return self.first if len(self._others) == 1 else self._all

    def known(self, who: Participant) -> Participant:
        """The same as they are now."""
        return self._others.get(who.id, who)

    def note(self, event: Event) -> None:
        """Take an event of the call."""
        kind = event.WhichOneof("payload")
        if kind in _COMING:
            changed = event.participant_joined if kind == _COMING[0] else event.participant_changed
            self._come(changed.participant)
        elif kind == "participant_left":
            self._others.pop(event.participant_left.participant.id, None)
        elif kind == "active_speaker":
            self._active = event.active_speaker.participant.id

    def forget(self) -> None:
        """Nobody is known any more: who is there will be told anew."""
        self._others.clear()

    def _come(self, who: ParticipantMessage) -> None:
        if who.id != self._own:
            self._others[who.id] = Participant(id=who.id, name=who.name, transport=who.transport)
