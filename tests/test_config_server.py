"""Settings of the HTTP server."""

import pytest
from pydantic import ValidationError

from jackfield.config import Settings


def test_the_default_ice_servers_are_googles_and_cloudflares() -> None:
    assert [server.urls for server in Settings().ice_servers] == [
        ("stun:stun.l.google.com:19302",),
        ("stun:stun.cloudflare.com:3478",),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"port": 65536},
        {"port": "eighty"},
        {"rate_limit": -1},
        {"log_level": "loud"},
        {"overflow_url": "ftp://a.example/whip"},
        {"api_keys": "two words"},
        {"api_keys": ["schlüssel"]},
        {"api_keys": [{"key": "k", "tenant": "a b"}]},
        {"api_keys": [{"key": "k", "tenant": "a"}, {"key": "k", "tenant": "b"}]},
        {"api_secrets": "key=short"},
        {"api_secrets": f"={'s' * 32}"},
        {"api_secrets": "no-secret"},
        {"api_secrets": [f"a={'s' * 32}", f"a={'t' * 32}"]},
        {"cors_origins": "https://a.example/path"},
        {"cors_origins": "a.example"},
        {"ice_servers": "http://a.example"},
        {"ice_servers": "stun:"},
        {"ice_servers": "stun:a>b"},
        {"ice_servers": "turn:a.example"},
        {"ice_servers": [{"urls": "turn:a", "username": "u\r\nX: y", "credential": "c"}]},
        {"ice_servers": "[not json"},
    ],
)
def test_values_that_cannot_work_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(values)
