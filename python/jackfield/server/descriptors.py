"""How many file descriptors a server may come to need, those of HTTP included."""

from collections.abc import Mapping

from jackfield.config import Settings

WANTED = "file_descriptors_wanted"
"""The core's figure: of its sockets, and one of each session."""
_OF_TLS = 2
"""That a client over TLS takes besides: both ends of the pair that joins its socket with HTTP."""


def with_http(figures: Mapping[str, float], settings: Settings) -> Mapping[str, float]:
    """The core's figures, with what HTTP and TLS take at most where the core tells its own part.

    Args:
        figures: As the core gives them.
        settings: In force.
    """
    if WANTED not in figures:
        return figures
    clients = settings.http_connections
    if settings.tls_cert or settings.tls_self_signed:
        # Any session may come over a WebSocket, whose TLS goes on.
        sessions = figures.get("sessions_limit", 0.0)
        secure = _OF_TLS * (settings.http_connections + sessions)
    else:
        secure = 0.0
    return {**figures, WANTED: figures[WANTED] + clients + secure}
