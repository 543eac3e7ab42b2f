"""A certificate and a key, as an administrator brings them."""

import datetime as dt
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from jackfield.errors import ConfigError
from jackfield.server.certificate import TlsFiles, checked
from jackfield.server.self_signed import self_signed

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture
def files(tmp_path: Path) -> TlsFiles:
    return self_signed(tmp_path / "own", ("localhost",), NOW)


def encrypted_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )


def test_a_pair_is_taken_with_its_chain_behind_it(files: TlsFiles, tmp_path: Path) -> None:
    issuer = self_signed(tmp_path / "issuer", ("ca.example",), NOW)
    leaf = files.certificate.read_bytes()
    files.certificate.write_bytes(leaf + issuer.certificate.read_bytes())
    assert checked(files).not_valid_after_utc > NOW


def test_what_cannot_be_read_is_named(files: TlsFiles) -> None:
    files.certificate.unlink()
    with pytest.raises(ConfigError, match=r"tls_cert: .*certificate\.pem cannot be read"):
        checked(files)


@pytest.mark.parametrize("content", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_what_is_no_pem_is_named(files: TlsFiles, content: bytes) -> None:
    key = files.key.read_bytes()
    files.key.write_bytes(content)
    with pytest.raises(ConfigError, match=r"tls_key: .*key\.pem holds no private key"):
        checked(files)
    files.key.write_bytes(key)
    files.certificate.write_bytes(content)
    with pytest.raises(ConfigError, match=r"tls_cert: .*certificate\.pem holds no certificate"):
        checked(files)


def test_nobody_is_asked_for_the_passphrase_of_a_key(files: TlsFiles) -> None:
    files.key.write_bytes(encrypted_key())
    with pytest.raises(ConfigError, match="is encrypted"):
        checked(files)


def test_a_key_has_to_be_the_certificates(files: TlsFiles, tmp_path: Path) -> None:
    other = self_signed(tmp_path / "other", ("localhost",), NOW)
    with pytest.raises(ConfigError, match="is not the key of the certificate"):
        checked(TlsFiles(certificate=files.certificate, key=other.key))
