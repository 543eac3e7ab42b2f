"""Where those come in who only listen (WHEP, draft-ietf-wish-whep); else as by WHIP."""

from typing_extensions import override

from jackfield.config import Settings
from jackfield.server.gate import Gate
from jackfield.server.metrics import Metrics
from jackfield.server.offers import OfferRoutes
from jackfield.server.sessions import SessionRegistry
from jackfield.transports import WHEP
from jackfield.transports.whep import require_listening


class WhepRoutes(OfferRoutes):
    """The endpoint and its sessions."""

    def __init__(
        self, settings: Settings, sessions: SessionRegistry, gate: Gate, metrics: Metrics
    ) -> None:
        super().__init__(WHEP, settings, sessions, gate, metrics)

    @override
    def read_offer(self, *, content_type: str, body: bytes) -> str:
        offer = super().read_offer(content_type=content_type, body=body)
        require_listening(offer)
        return offer
