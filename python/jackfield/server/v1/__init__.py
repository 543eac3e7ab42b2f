"""What operators do with calls: resources and streams below ``/v1``."""

from fastapi import APIRouter

from jackfield.server.dialling import Dialler
from jackfield.server.v1.calls import CallRoutes
from jackfield.server.v1.dialled import DialRoutes
from jackfield.server.v1.hearing import HearingRoutes
from jackfield.server.v1.inviting import InviteRoutes
from jackfield.server.v1.operating import Operating
from jackfield.server.v1.participants import Bring, ParticipantRoutes
from jackfield.server.v1.players import Players
from jackfield.server.v1.playing import PlayRoutes
from jackfield.server.v1.recordings import RecordingRoutes


def operator_routers(
    operating: Operating, players: Players, bring: Bring, dialler: Dialler
) -> list[APIRouter]:
    """The routes of all resources."""
    return [
        CallRoutes(operating).router(),
        ParticipantRoutes(operating, bring).router(),
        DialRoutes(operating, dialler).router(),
        HearingRoutes(operating).router(),
        InviteRoutes(operating).router(),
        PlayRoutes(operating, players).router(),
        RecordingRoutes(operating).router(),
    ]
