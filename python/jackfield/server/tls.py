"""TLS of the server: browsers give a microphone to secure origins only."""

import datetime as dt
import ssl
from pathlib import Path

import structlog
from cryptography import x509

from jackfield.config import Settings
from jackfield.errors import ConfigError
from jackfield.server.certificate import TlsFiles, checked
from jackfield.server.self_signed import addresses, data_folder, self_signed

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class ServerTls:
    """TLS of a running server; what is loaded again holds for new connections.

    Args:
        settings: Name the certificate, or ask for one of our own.
        folder: Where a certificate of our own is kept.

    Raises:
        ConfigError: It cannot be used.
    """

    def __init__(self, settings: Settings, *, folder: Path | None = None) -> None:
        self._settings = settings
        self._folder = folder
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
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
            self.context.load_cert_chain(files.certificate, files.key)
        except ssl.SSLError as error:
            reason = f"tls_cert: {files.certificate} is refused: {error.reason}"
            raise ConfigError(reason) from error
        _warn(certificate, now)


def _warn(certificate: x509.Certificate, now: dt.datetime) -> None:
    """Clocks can be wrong, and a server that does not start serves nobody."""
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not since <= now <= until:
        _log.warning("certificate_not_valid", since=since.isoformat(), until=until.isoformat())
