"""Options reach the library, and requests come back as events."""

import pytest

from jackfield.tox import FriendRequest, ProxyType, Tox, ToxError, ToxLibrary, ToxOptions
from tox_kit import make_tox, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (
            ToxOptions(proxy=ProxyType.SOCKS5, proxy_port=1),
            "TOX_ERR_NEW_PROXY_BAD_HOST",
        ),
        (
            ToxOptions(proxy=ProxyType.HTTP, proxy_host="127.0.0.1", udp=False),
            "TOX_ERR_NEW_PROXY_BAD_PORT",
        ),
    ],
)
def test_options_that_cannot_be_used_are_named(
    library: ToxLibrary, options: ToxOptions, code: str
) -> None:
    with pytest.raises(ToxError) as refused:
        Tox(options, library=library)
    assert refused.value.code == code


def test_a_tox_may_be_without_udp(library: ToxLibrary) -> None:
    with (
        Tox(ToxOptions(udp=False, local_discovery=False), library=library) as tox,
        pytest.raises(ToxError) as refused,
    ):
        tox.udp_port  # noqa: B018  # asking is the test
    assert refused.value.code == "TOX_ERR_GET_PORT_NOT_BOUND"


def test_a_request_names_who_asks(library: ToxLibrary) -> None:
    asked: list[object] = []
    with make_tox(library) as one, make_tox(library) as other:
        other.bootstrap("127.0.0.1", one.udp_port, one.dht_id)
        one.bootstrap("127.0.0.1", other.udp_port, other.dht_id)
        one.callback_event(asked.append)
        other.friend_add(one.address, "let me in")

        def _turn() -> None:
            one.iterate()
            other.iterate()

        until(lambda: any(isinstance(event, FriendRequest) for event in asked), _turn)
        assert FriendRequest(other.public_key, "let me in") in asked
