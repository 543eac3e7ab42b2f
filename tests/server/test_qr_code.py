"""The address on a terminal."""

import io

from jackfield.server.qr_code import page_url, show_address, show_tox_address


def test_addresses_are_written_as_browsers_want_them() -> None:
    assert page_url("https", "192.0.2.1", 8080) == "https://192.0.2.1:8080/"
    assert page_url("http", "::1", 80) == "http://[::1]:80/"


def test_the_code_is_drawn_above_its_text() -> None:
    out = io.StringIO()
    show_address("https://192.0.2.1:8080/", out, is_reachable=True)
    lines = out.getvalue().splitlines()
    assert lines[-2] == "https://192.0.2.1:8080/"
    assert len(lines) > 12
    assert any("\u2580" in line or "\u2584" in line for line in lines)


def test_an_address_that_no_phone_reaches_is_not_drawn() -> None:
    out = io.StringIO()
    show_address("https://127.0.0.1:8080/", out, is_reachable=False)
    assert "\u2580" not in out.getvalue()
    assert "--host 0.0.0.0" in out.getvalue()


def test_the_address_of_a_tox_identity_is_drawn_and_written() -> None:
    out = io.StringIO()
    show_tox_address("AB" * 38, out)
    assert out.getvalue().endswith(f"Call us by Tox: {'AB' * 38}\n")
    assert "\u2580" in out.getvalue()
