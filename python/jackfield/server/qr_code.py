"""The page's address for a phone's camera."""

from typing import TextIO

import segno


def page_url(scheme: str, host: str, port: int) -> str:
    """The address of the page."""
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port}/"


def show_address(url: str, out: TextIO, *, is_reachable: bool) -> None:
    """Draw an address as a QR code on a terminal, with its text below.

    Args:
        url: The address.
        out: The terminal.
        is_reachable: From other devices; else nobody needs a code.
    """
    if is_reachable:
        segno.make(url, error="l", micro=False).terminal(out=out, compact=True)
    out.write(f"{url}\nThe certificate is our own: the browser asks once whether to trust it.\n")
    if not is_reachable:
        out.write("Only this machine gets here; for a phone, add --host 0.0.0.0.\n")
    out.flush()


def show_tox_address(address: str, out: TextIO) -> None:
    """Draw the address that friends add us by, with its text below."""
    segno.make(f"tox:{address}", error="l", micro=False).terminal(out=out, compact=True)
    out.write(f"Call us by Tox: {address}\n")
    out.flush()
