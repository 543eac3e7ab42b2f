"""Keys, and serving without any."""

import pytest
from pydantic import SecretStr

from jackfield.auth import KeyRing, check_exposure, create_token, is_loopback
from jackfield.config import Settings
from jackfield.config_values import ApiKey, ApiSecret
from jackfield.errors import ConfigError, RemoteProtocolError
from jackfield.tokens import FULL_GRANT

NOW = 1_700_000_000.0
SECRET = "a-secret-of-thirty-two-bytes-or-more"
RING = KeyRing([ApiKey(key=SecretStr("first")), ApiKey(key=SecretStr("second"))])


@pytest.mark.parametrize(
    "header", ["Bearer first", "bearer second", "BEARER  first ", " Bearer second"]
)
def test_each_key_opens(header: str) -> None:
    assert RING.allows(header, NOW)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic first", "first", "Bearer third", "Bearer fir"]
)
def test_nothing_else_opens(header: str | None) -> None:
    assert not RING.allows(header, NOW)


def test_bytes_that_are_no_text_do_not_open_or_fail() -> None:
    assert not RING.allows("Bearer \udcff", NOW)


def test_without_keys_everybody_may_in() -> None:
    assert KeyRing([]).is_open
    assert KeyRing([]).allows(None, NOW)
    assert not RING.is_open


def test_keys_and_tokens_open_beside_each_other() -> None:
    secret = ApiSecret(key="app", secret=SecretStr(SECRET))
    ring = KeyRing([ApiKey(key=SecretStr("first"))], [secret])
    token = create_token("app", SECRET, sub="ann", call="default:room", now=NOW)
    scoped = ring.grant(f"Bearer {token}", NOW)
    assert scoped is not None
    assert (scoped.subject, scoped.call) == ("ann", "default:room")
    full = ring.grant("Bearer first", NOW)
    assert full is not None
    assert full.call == "*"
    assert ring.grant("Bearer third", NOW) is None
    assert not ring.allows(f"Bearer {token}", NOW + 10_000)


def test_what_was_granted_holds_as_long_as_its_key_is_known() -> None:
    old, new = (ApiSecret(key="app", secret=SecretStr(text * 32)) for text in "ab")
    ring = KeyRing([ApiKey(key=SecretStr("first"))], [old])
    token = create_token("app", "a" * 32, sub="ann", now=NOW)
    by_key, by_token = ring.grant("Bearer first", NOW), ring.grant(f"Bearer {token}", NOW)
    assert by_key is not None
    assert by_token is not None
    assert ring.honours(by_key)
    assert ring.honours(by_token)
    replaced = KeyRing([ApiKey(key=SecretStr("second"))], [new])
    assert not replaced.honours(by_key)
    assert not replaced.honours(by_token), "a new secret under the same name"
    assert KeyRing([ApiKey(key=SecretStr("first"))]).honours(by_key)
    assert not KeyRing([ApiKey(key=SecretStr("first"))]).honours(by_token)
    assert KeyRing([]).honours(by_key), "none is needed"
    assert not ring.honours(FULL_GRANT), "who came when none was needed"


ACME = ApiKey(key=SecretStr("acme-key"), tenant="acme")


def test_a_key_of_a_tenant_lets_its_holder_do_everything_there() -> None:
    grant = KeyRing([ACME]).grant("Bearer acme-key", NOW)
    assert grant is not None
    assert (grant.tenant, grant.call, grant.is_of_all_tenants) == ("acme", "*", False)


def test_a_key_that_becomes_another_tenants_ends_what_was_begun_with_it() -> None:
    grant = KeyRing([ACME]).grant("Bearer acme-key", NOW)
    assert grant is not None
    assert KeyRing([ACME]).honours(grant)
    assert not KeyRing([ApiKey(key=ACME.key, tenant="other")]).honours(grant)
    assert not KeyRing([ApiKey(key=ACME.key)]).honours(grant)


@pytest.mark.parametrize(
    ("own", "claimed", "tenant"),
    [("", "", ""), ("", "acme", "acme"), ("acme", "", "acme"), ("acme", "acme", "acme")],
)
def test_a_token_is_of_the_tenant_it_names_or_whose_secret_signs_it(
    own: str, claimed: str, tenant: str
) -> None:
    ring = KeyRing([], [ApiSecret(key="app", secret=SecretStr(SECRET), tenant=own)])
    token = create_token("app", SECRET, sub="ann", tenant=claimed, now=NOW)
    grant = ring.grant(f"Bearer {token}", NOW)
    assert grant is not None
    assert grant.tenant == tenant
    assert ring.honours(grant)


def test_who_holds_the_secret_of_a_tenant_makes_no_tokens_for_another() -> None:
    ring = KeyRing([], [ApiSecret(key="app", secret=SecretStr(SECRET), tenant="acme")])
    token = create_token("app", SECRET, sub="ann", tenant="other", now=NOW)
    with pytest.raises(RemoteProtocolError) as refused:
        ring.grant(f"Bearer {token}", NOW)
    assert (refused.value.status_hint, refused.value.code) == (401, "token_tenant")


def test_a_token_is_the_same_however_its_signature_is_written() -> None:
    ring = KeyRing([], [ApiSecret(key="app", secret=SecretStr(SECRET))])
    token = create_token("app", SECRET, sub="", now=NOW)
    grants = [ring.grant(f"Bearer {text}", NOW) for text in (token, f"{token}=")]
    first, second = grants
    assert first is not None
    assert second is not None
    assert first.token == second.token
    assert first.token
    another = ring.grant(f"Bearer {create_token('app', SECRET, sub='', now=NOW + 1)}", NOW + 1)
    assert another is not None
    assert another.token != first.token
    assert first.token.hex() not in repr(first)


def test_a_secret_alone_closes_the_door() -> None:
    ring = KeyRing([], [ApiSecret(key="app", secret=SecretStr(SECRET))])
    assert not ring.is_open
    assert not ring.allows(None, NOW)
    assert not ring.allows(f"Bearer {SECRET}", NOW)


def test_the_key_itself_is_not_kept() -> None:
    assert "first" not in repr(vars(RING))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1"])
def test_this_machine_may_be_served_without_keys(host: str) -> None:
    assert is_loopback(host)
    check_exposure(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "voice.example", ""])  # noqa: S104
def test_the_network_is_not_served_without_keys_by_accident(host: str) -> None:
    with pytest.raises(ConfigError, match=r"--api-key or JACKFIELD_API_KEYS.*--allow-anonymous"):
        check_exposure(Settings(host=host))


def test_the_network_is_served_with_a_key_or_on_purpose() -> None:
    check_exposure(Settings(host="0.0.0.0", api_keys=("k",)))  # noqa: S104
    check_exposure(Settings(host="0.0.0.0", api_secrets=(f"app={SECRET}",)))  # noqa: S104
    check_exposure(Settings(host="0.0.0.0", allow_anonymous=True))  # noqa: S104
