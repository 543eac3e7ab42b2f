"""A certificate of our own: enough to call from a phone in the same network.

The phone's browser asks once whether to trust it.
"""

import datetime as dt
import ipaddress
import os
import socket
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from jackfield.errors import ConfigError
from jackfield.server.certificate import TlsFiles, checked

_VALID = dt.timedelta(days=365)
_RENEW_BEFORE = dt.timedelta(days=7)
_ANY = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared with, not bound
_ELSEWHERE = ("192.0.2.1", 9)
"""Nobody's address (RFC 5737): asked for the way there, no packet is sent."""


def self_signed(folder: Path, names: Sequence[str], now: dt.datetime) -> TlsFiles:
    """The certificate in the folder, made anew when it is none for these names, or soon over.

    Raises:
        ConfigError: The folder cannot be written.
    """
    files = TlsFiles(certificate=folder / "certificate.pem", key=folder / "key.pem")
    if not _is_usable(files, names, now):
        try:
            _make(files, names, now)
        except OSError as error:
            raise ConfigError(
                f"tls_self_signed: {folder} cannot be written: {error.strerror}"
            ) from error
    return files


def addresses(host: str) -> tuple[str, ...]:
    """Where others reach us, the best first."""
    if host not in _ANY:
        return (host,)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
            found = str(probe.getsockname()[0])
        except OSError:
            return ("localhost",)
    return (found, "localhost")


def data_folder() -> Path:
    """Ours among the user's data (XDG Base Directory).

    Raises:
        ConfigError: There is no such place.
    """
    home = os.environ.get("XDG_DATA_HOME")
    try:
        return (Path(home) if home else Path.home() / ".local/share") / "jackfield" / "tls"
    except RuntimeError as error:
        raise ConfigError("tls_self_signed: there is no home folder: set XDG_DATA_HOME") from error


def _is_usable(files: TlsFiles, names: Sequence[str], now: dt.datetime) -> bool:
    try:
        certificate = checked(files)
        covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ConfigError, x509.ExtensionNotFound):
        return False
    is_fresh = now + _RENEW_BEFORE < certificate.not_valid_after_utc
    return is_fresh and all(_general_name(name) in covered for name in names)


def _make(files: TlsFiles, names: Sequence[str], now: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Jackfield")])
    covered = dict.fromkeys((*names, "localhost", "127.0.0.1", "::1"))
    alternatives = x509.SubjectAlternativeName([_general_name(name) for name in covered])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + _VALID)
        .add_extension(alternatives, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        # Apple's devices trust no other kind, even when it is installed.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    files.key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_private(files.key, pem)
    _write_private(files.certificate, certificate.public_bytes(serialization.Encoding.PEM))


def _write_private(file: Path, content: bytes) -> None:
    """Nobody else may read it, from its first byte on."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
