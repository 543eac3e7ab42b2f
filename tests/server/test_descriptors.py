"""What HTTP and TLS need is counted with what the core needs."""

import pytest

from jackfield.config import Settings
from jackfield.server.descriptors import with_http

FIGURES = {"file_descriptors_wanted": 1000.0, "sessions_limit": 50.0, "workers": 2.0}


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, 1000 + 100),
        ({"tls_self_signed": True}, 1000 + 3 * 100 + 2 * 50),
        ({"tls_cert": "a.pem", "tls_key": "b.pem"}, 1000 + 3 * 100 + 2 * 50),
    ],
)
def test_each_connection_takes_one_and_over_tls_two_more(
    settings: dict[str, object], wanted: float
) -> None:
    told = with_http(FIGURES, Settings.model_validate({"http_connections": 100} | settings))
    assert told == FIGURES | {"file_descriptors_wanted": wanted}


def test_a_core_that_counts_none_is_believed() -> None:
    assert with_http({"workers": 2.0}, Settings(tls_self_signed=True)) == {"workers": 2.0}
