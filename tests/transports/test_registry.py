"""The ways in."""

from http import HTTPStatus

from jackfield.transports import TOX, TRANSPORTS, WEBSOCKET, WHEP, WHIP
from server_kit import serving


def test_each_transport_is_listed_under_its_name() -> None:
    assert TRANSPORTS == {"whip": WHIP, "whep": WHEP, "websocket": WEBSOCKET, "tox": TOX}


async def test_each_transport_is_served_at_its_path() -> None:
    async with serving() as running:
        for transport in (transport for transport in TRANSPORTS.values() if transport.path):
            response = await running.client.get(transport.path)
            assert response.status_code in (HTTPStatus.NO_CONTENT, HTTPStatus.UPGRADE_REQUIRED)
