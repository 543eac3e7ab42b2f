"""HTTPS, by a certificate that is given or made."""

import datetime as dt
import socket
import ssl
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from jackfield.config import Settings
from jackfield.errors import ConfigError
from jackfield.server.certificate import TlsFiles
from jackfield.server.self_signed import self_signed
from jackfield.server.tls import ServerTls


def given(folder: Path, *, age: dt.timedelta = dt.timedelta(0)) -> tuple[TlsFiles, Settings]:
    files = self_signed(folder, ("localhost",), dt.datetime.now(dt.UTC) - age)
    return files, Settings(tls_cert=str(files.certificate), tls_key=str(files.key))


def shown(tls: ServerTls) -> bytes:
    """The certificate that a client is shown, in a handshake without a network."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    client, taken = socket.socketpair()
    client.settimeout(30)
    with taken, socket.socket(fileno=tls.take(taken.fileno())):
        shaken = trusting.wrap_socket(client)
        with shaken:
            return shaken.getpeercert(binary_form=True) or b""


def test_without_a_certificate_there_is_no_tls() -> None:
    assert ServerTls.wanted(Settings()) is None


def test_certificate_and_key_come_together_and_one_way_only() -> None:
    with pytest.raises(ValueError, match="tls_key"):
        Settings(tls_cert="a.pem")
    with pytest.raises(ValueError, match="tls_self_signed"):
        Settings(tls_cert="a.pem", tls_key="b.pem", tls_self_signed=True)


def test_a_certificate_of_our_own_is_shown(tmp_path: Path) -> None:
    tls = ServerTls(Settings(tls_self_signed=True), folder=tmp_path)
    pem = ssl.DER_cert_to_PEM_cert(shown(tls))
    assert pem.encode() == (tmp_path / "certificate.pem").read_bytes()


def test_a_renewed_certificate_is_shown_after_loading_again(tmp_path: Path) -> None:
    files, settings = given(tmp_path)
    tls = ServerTls(settings)
    before = shown(tls)
    renewed, _ = given(tmp_path / "renewed")
    files.certificate.write_bytes(renewed.certificate.read_bytes())
    with pytest.raises(ConfigError, match="is not the key"):
        tls.load()
    assert shown(tls) == before
    files.key.write_bytes(renewed.key.read_bytes())
    tls.load()
    assert shown(tls) not in (before, b"")


def test_a_certificate_that_is_over_is_served_with_a_warning(tmp_path: Path) -> None:
    _, fresh = given(tmp_path / "fresh")
    _, over = given(tmp_path / "over", age=dt.timedelta(days=400))
    with capture_logs() as written:
        ServerTls(fresh)
        tls = ServerTls(over)
    assert [event["event"] for event in written] == ["certificate_not_valid"]
    assert shown(tls)
