"""Settings of event streams and webhooks."""

import pytest
from pydantic import ValidationError

from jackfield.config import Settings

SECRET = "a-secret-that-only-two-sides-know"
HOOK = {"url": "https://a.example/hook?token=x", "secret": SECRET}


@pytest.mark.parametrize(
    "value", [HOOK, [HOOK], '{"url": "https://a.example/hook?token=x", "secret": "' + SECRET + '"}']
)
def test_webhooks_are_read_from_tables_and_json_alike(value: object) -> None:
    (webhook,) = Settings.model_validate({"webhooks": value}).webhooks
    assert str(webhook.url) == "https://a.example/hook?token=x"
    assert webhook.secret.get_secret_value() == SECRET
    assert webhook.place == "https://a.example:443"
    assert SECRET not in repr(webhook)


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "short"},
        {"secret": "whsec_!"},
        {"url": "ftp://a.example"},
        {"events": ["no_event"]},
        {"tenant": "a b"},
        {"more": 1},
    ],
)
def test_a_webhook_that_cannot_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({"webhooks": [HOOK | wrong]})
    assert refused.value.errors()[0]["loc"][0] == "webhooks"
