"""Where calls by WHIP begin (RFC 9725): whoever offers, speaks, and hears if they want to."""

from jackfield.config import Settings
from jackfield.server.gate import Gate
from jackfield.server.metrics import Metrics
from jackfield.server.offers import OfferRoutes
from jackfield.server.sessions import SessionRegistry
from jackfield.transports import WHIP


class WhipRoutes(OfferRoutes):
    """The endpoint and its sessions."""

    def __init__(
        self, settings: Settings, sessions: SessionRegistry, gate: Gate, metrics: Metrics
    ) -> None:
        super().__init__(WHIP, settings, sessions, gate, metrics)
