"""The address on a terminal."""

import io

from jackfield.server.qr_code import page_url, show_address


def test_addresses_are_written_as_browsers_want_them() -> None:
    assert page_url("https", "192.0.2.1", 8080) == "https://192.0.2.1:8080/"
    assert page_url("http", "::1", 80) == "http://[::1]:80/"


def test_the_code_is_drawn_above_its_text() -> None:
    out = io.StringIO()
    show_address("https://192.0.2.1:8080/", out)
    lines = out.getvalue().splitlines()
    assert lines[-2] == "https://192.0.2.1:8080/"
    assert len(lines) > 12
    assert any("\u2580" in line or "\u2584" in line for line in lines)
