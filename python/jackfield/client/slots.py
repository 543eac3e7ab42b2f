"""Who is heard in which audio section of a session with a server."""

from collections.abc import Sequence

from jackfield.events import Participant
from jackfield.v1 import AudioSlot


class Slots:
    """Those beside the first, which has the mix, numbered from one as the core does."""

    def __init__(self, offer: str) -> None:
        """Begin with nobody.

        Args:
            offer: The SDP that the server was given.
        """
        sections = offer.split("\nm=")[1:]
        audio = [section for section in sections if section.startswith("audio")]
        self._mids: Sequence[str] = [_mid(section) for section in audio[1:]]
        self._owners: dict[str, Participant] = {}

    def note(self, slot: AudioSlot) -> None:
        """Take what the server tells of one."""
        who = slot.participant
        if slot.HasField("participant"):
            self._owners[slot.mid] = Participant(id=who.id, name=who.name, transport=who.transport)
        else:
            self._owners.pop(slot.mid, None)

    def owner(self, number: int) -> Participant | None:
        """Who is heard there; None for nobody."""
        return self._owners.get(self._mids[number - 1])


def _mid(section: str) -> str:
    lines = (line.strip() for line in section.split("\n"))
    return next((line.removeprefix("a=mid:") for line in lines if line.startswith("a=mid:")), "")
