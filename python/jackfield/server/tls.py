"""TLS of the server: browsers give a microphone to secure origins only."""

import datetime as dt
import os
from pathlib import Path

import structlog
from cryptography import x509

from jackfield.config import Settings
from jackfield.errors import ConfigError
from jackfield.server.certificate import TlsFiles, checked
from jackfield.server.self_signed import addresses, data_folder, self_signed
from jackfield.tls_engine import TlsFront, start_tls

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class ServerTls:
    """TLS of a running server; what is loaded again holds for new connections.

    It is spoken by the media core, so that calls over ``wss://`` do not wait for the event loop.

    Args:
        settings: Name the certificate, or ask for one of our own.
        folder: Where a certificate of our own is kept.

    Raises:
        ConfigError: It cannot be used.
    """

    def __init__(self, settings: Settings, *, folder: Path | None = None) -> None:
        self._settings = settings
        self._folder = folder
        self._front: TlsFront | None = None
        self.load()

    @classmethod
    def wanted(cls, settings: Settings) -> "ServerTls | None":
        """What to serve HTTPS with; None for HTTP.

        Raises:
            ConfigError: A certificate is wanted, and it cannot be used.
        """
        return cls(settings) if settings.tls_cert or settings.tls_self_signed else None

    def load(self) -> None:
        """Read the files again, as they may have been renewed.

        Raises:
            ConfigError: They cannot be used; those that were loaded before stay.
        """
        settings, now = self._settings, dt.datetime.now(dt.UTC)
        if settings.tls_self_signed:
            folder = self._folder or data_folder()
            files = self_signed(folder, addresses(settings.host), now)
        else:
            files = TlsFiles(certificate=Path(settings.tls_cert), key=Path(settings.tls_key))
        certificate = checked(files)
        try:
            self._show(files.certificate.read_bytes(), files.key.read_bytes())
        except (ValueError, OSError) as error:
            raise ConfigError(f"tls_cert: {files.certificate} is refused: {error}") from error
        _warn(certificate, now)

    def take(self, descriptor: int) -> int:
        """See :class:`~jackfield.tls_engine.TlsFront`."""
        if self._front is None:
            raise RuntimeError("no certificate was loaded")
        return self._front.take(descriptor)

    def _show(self, certificate: bytes, key: bytes) -> None:
        if self._front is None:
            self._front = start_tls(certificate, key, _most_clients(self._settings))
        else:
            self._front.load(certificate, key)


def _most_clients(settings: Settings) -> int:
    """Each has a place among HTTP's connections, or a session."""
    workers = settings.workers or os.cpu_count() or 1
    return settings.http_connections + workers * settings.sessions_per_worker


def _warn(certificate: x509.Certificate, now: dt.datetime) -> None:
    """Clocks can be wrong, and a server that does not start serves nobody."""
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not since <= now <= until:
        _log.warning("certificate_not_valid", since=since.isoformat(), until=until.isoformat())
