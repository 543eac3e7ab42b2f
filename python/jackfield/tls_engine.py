"""The part of the media core that speaks TLS with a server's clients."""

from typing import Protocol

from jackfield.errors import ConfigError

READY = b"\1"
"""What the plain side of a connection says first: the handshake is over."""


class TlsFront(Protocol):
    """A thread that has the connections of all clients."""

    def load(self, certificate: bytes, key: bytes) -> None:
        """Show another certificate to those who come from now on.

        Raises:
            ValueError: It cannot be used.
        """

    def take(self, descriptor: int) -> int:
        """Take a client's socket, which may be closed then; the answer is its plain side.

        Raises:
            OSError: It is none.
            RuntimeError: There is no room.
        """


def start_tls(certificate: bytes, key: bytes, limit: int) -> TlsFront:
    """Start the thread, for so many clients at a time; certificate chain and key are PEM.

    Raises:
        ValueError: They cannot be used.
        ConfigError: The core is not built.
    """
    try:
        import jackfield._core as core  # noqa: PLC0415  # absent until it is built
    except ImportError as error:
        raise ConfigError(f"the media core is not built: run `make build` ({error})") from error
    return core.TlsFront(certificate, key, limit)
