"""TLS of the core, as its stub describes it; how it is served is in server/test_tls.py."""

import datetime as dt
import socket
import ssl
from pathlib import Path

import pytest

from jackfield.server.self_signed import self_signed
from jackfield.tls_engine import READY, TlsFront, start_tls

PATIENCE_S = 30


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path, ("localhost",), dt.datetime.now(dt.UTC)).certificate


@pytest.fixture
def front(certificate: Path) -> TlsFront:
    key = certificate.with_name("key.pem")
    return start_tls(certificate.read_bytes(), key.read_bytes(), 1)


def taken(front: TlsFront) -> tuple[socket.socket, socket.socket]:
    """The client's end of a connection, and its plain side."""
    client, theirs = socket.socketpair()
    with theirs:
        plain = socket.socket(fileno=front.take(theirs.fileno()))
    for end in (client, plain):
        end.settimeout(PATIENCE_S)
    return client, plain


def test_the_host_reads_and_writes_plain_text(front: TlsFront, certificate: Path) -> None:
    client, plain = taken(front)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with plain, trusted.wrap_socket(client, server_hostname="localhost") as shaken:
        assert plain.recv(len(READY)) == READY
        shaken.sendall(b"question")
        assert plain.recv(100) == b"question"
        plain.sendall(b"answer")
        assert shaken.recv(100) == b"answer"


def test_what_is_no_tls_ends_before_it_is_ready(front: TlsFront) -> None:
    client, plain = taken(front)
    with client, plain:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert plain.recv(100) == b""


def test_there_are_no_more_clients_than_were_allowed(front: TlsFront) -> None:
    client, plain = taken(front)
    with client, plain, pytest.raises(RuntimeError, match="at_capacity"):
        front.take(client.fileno())


def test_what_is_no_certificate_is_refused(front: TlsFront) -> None:
    with pytest.raises(ValueError, match="certificate: "):
        front.load(b"", b"")
    with pytest.raises(ValueError, match="certificate: "):
        start_tls(b"", b"", 1)


def test_what_is_no_socket_is_refused(front: TlsFront) -> None:
    with pytest.raises(OSError, match="socket"):
        front.take(-1)
