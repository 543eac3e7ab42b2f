"""Tokens for guests of one call."""

import pytest
from pydantic import SecretStr

from call_kit import NAME
from jackfield.tokens import read_token
from rest_kit import SECRET, operating, token
from server_kit import is_problem

SECRETS = {"app": SECRET}
INVITES = "/v1/calls/default/standup/invites"


async def test_a_guest_can_join_one_call_as_nobody_else_for_a_while() -> None:
    async with operating(api_secrets=SECRETS) as operated:
        await operated.board.join("ann")
        asked = {"participant": "bob", "name": "Bob", "grants": ["join", "listen"], "ttl_s": 60}
        answer = await operated.client.post(INVITES, json=asked, headers=token())
        assert answer.status_code == 201
        invite = answer.json()
        assert invite["link"] == f"/?call=default:standup#token={invite['token']}"
        assert invite["expires_at"] == "1970-01-01T00:17:40.000Z"
        grant = read_token(invite["token"], {"app": SecretStr(SECRET)}, now=1000.0, leeway_s=0.0)
        assert (grant.subject, grant.name, grant.call) == ("bob", "Bob", "default:standup")
        assert grant.names == {"join", "listen"}
        assert grant.expires_at == 1060.0
        guest = {"Authorization": f"Bearer {invite['token']}"}
        refused = await operated.client.post(INVITES, json={}, headers=guest)
        assert is_problem(refused, 403, "grant_missing")


async def test_a_server_without_secrets_makes_no_tokens() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        refused = await operated.ask("POST", "/invites", ttl_s=60)
        assert is_problem(refused, 404, "no_secret")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"grants": ["admin"]}, "grants.0"),
        ({"grants": []}, "grants"),
        ({"ttl_s": 0}, "ttl_s"),
        ({"participant": "a b"}, "participant"),
    ],
)
async def test_a_wrong_field_is_named(asked: dict[str, object], field: str) -> None:
    async with operating(api_secrets=SECRETS) as operated:
        await operated.board.join("ann")
        refused = await operated.client.post(INVITES, json=asked, headers=token())
        assert is_problem(refused, 422, "invalid")
        assert refused.json()["errors"][0]["field"] == field


async def test_a_guest_of_a_tenants_call_is_that_tenants() -> None:
    own = {"key": "own", "secret": SECRET[::-1], "tenant": "other"}
    secrets = [own, {"key": "app", "secret": SECRET}]
    async with operating(api_secrets=secrets) as operated:
        operated.board.book.get_or_create(NAME.within("acme"))
        headers = token(tenant="acme")
        answer = await operated.client.post(INVITES, json={}, headers=headers)
        assert answer.status_code == 201
        known = {"app": SecretStr(SECRET)}
        grant = read_token(answer.json()["token"], known, now=1000.0, leeway_s=0.0)
        assert grant.tenant == "acme"


async def test_the_secret_of_one_tenant_signs_nobody_elses_invitation() -> None:
    own = {"key": "app", "secret": SECRET, "tenant": "other"}
    async with operating(api_keys="boss", api_secrets=[own]) as operated:
        operated.board.book.get_or_create(NAME)
        boss = {"Authorization": "Bearer boss"}
        refused = await operated.client.post(INVITES, json={}, headers=boss)
        assert is_problem(refused, 404, "no_secret")
