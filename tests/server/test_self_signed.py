"""Certificates that the server makes for itself."""

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509

from jackfield.errors import ConfigError
from jackfield.server.certificate import checked
from jackfield.server.self_signed import addresses, data_folder, self_signed

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def test_the_key_is_private_and_the_certificate_names_the_address(tmp_path: Path) -> None:
    files = self_signed(tmp_path / "tls", ("192.0.2.9",), NOW)
    assert files.key.stat().st_mode & 0o777 == 0o600
    names = checked(files).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {str(ip) for ip in names.get_values_for_type(x509.IPAddress)} >= {"192.0.2.9"}
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]


def test_a_certificate_is_kept_until_it_does_not_fit(tmp_path: Path) -> None:
    def made(names: tuple[str, ...], now: dt.datetime) -> bytes:
        return self_signed(tmp_path, names, now).certificate.read_bytes()

    first = made(("192.0.2.9",), NOW)
    assert made(("192.0.2.9",), NOW + dt.timedelta(days=300)) == first
    moved = made(("192.0.2.10",), NOW)
    assert moved != first
    assert made(("192.0.2.10",), NOW + dt.timedelta(days=360)) != moved
    (tmp_path / "key.pem").write_text("garbage")
    assert made(("192.0.2.10",), NOW) != moved


def test_a_key_of_another_certificate_is_replaced(tmp_path: Path) -> None:
    files = self_signed(tmp_path / "a", ("localhost",), NOW)
    other = self_signed(tmp_path / "b", ("localhost",), NOW)
    files.key.write_bytes(other.key.read_bytes())
    assert checked(self_signed(tmp_path / "a", ("localhost",), NOW))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="tls_self_signed"):
        self_signed(tmp_path / "file", ("localhost",), NOW)


def test_an_address_of_its_own_is_told_as_it_is() -> None:
    assert addresses("192.0.2.9") == ("192.0.2.9",)
    assert addresses("0.0.0.0")[-1] == "localhost"  # noqa: S104


def test_data_is_kept_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "jackfield" / "tls"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / ".local/share/jackfield/tls"


def test_who_has_no_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    def _homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", _homeless)
    with pytest.raises(ConfigError, match="XDG_DATA_HOME"):
        data_folder()
