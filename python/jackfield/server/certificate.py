"""A certificate and its key, as two files in PEM."""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

from jackfield.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """A certificate and its key."""

    certificate: Path
    key: Path


def checked(files: TlsFiles) -> x509.Certificate:
    """A certificate whose key is the other file.

    Raises:
        ConfigError: They cannot be used; it names the setting and the file.
    """
    certificate = _certificate(files.certificate)
    if _public_bytes(certificate.public_key()) != _public_bytes(_key(files.key).public_key()):
        raise ConfigError(
            f"tls_key: {files.key} is not the key of the certificate in {files.certificate}"
        )
    return certificate


def _certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_content("tls_cert", file))[0]
    except ValueError as error:
        raise ConfigError(f"tls_cert: {file} holds no certificate in PEM") from error


def _key(file: Path) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(_content("tls_key", file), password=None)
    except TypeError as error:
        raise ConfigError(
            f"tls_key: {file} is encrypted; `openssl pkey -in {file} -out NEW` writes a plain one"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigError(f"tls_key: {file} holds no private key in PEM") from error


def _content(setting: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{setting}: {file} cannot be read: {error.strerror}") from error


def _public_bytes(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
