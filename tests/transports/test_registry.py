"""The ways in."""

from jackfield.transports import TRANSPORTS, WHIP
from server_kit import serving


def test_each_transport_is_listed_under_its_name() -> None:
    assert TRANSPORTS == {"whip": WHIP}


async def test_each_transport_is_served_at_its_path() -> None:
    async with serving() as running:
        for transport in TRANSPORTS.values():
            assert (await running.client.options(transport.path)).is_success
