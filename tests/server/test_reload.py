"""New settings for a running server."""

import re

from structlog.testing import capture_logs

from jackfield.auth import create_token
from jackfield.calls import CallName
from jackfield.config import Settings
from jackfield.errors import ConfigError
from jackfield.server.reload import RELOADABLE, Reloader
from media_kit import settle
from repo.tree import ROOT
from server_kit import OFFER, SDP, Running, is_problem, serving

SECRET = "a-secret-of-thirty-two-bytes-or-more"


def reload(running: Running, old: Settings, new: Settings | ConfigError) -> list[str]:
    """Reload once; gives the names of what was logged."""

    def _read() -> Settings:
        if isinstance(new, ConfigError):
            raise new
        return new

    with capture_logs() as written:
        Reloader(running.server, old, _read).reload()
    return [event["event"] for event in written]


async def test_new_keys_are_asked_for_at_once_and_calls_go_on() -> None:
    async with serving() as running:
        await running.open()
        assert reload(running, Settings(), Settings(api_keys=("new",))) == ["settings_reloaded"]
        assert is_problem(await running.post(), 401)
        headers = {"Authorization": "Bearer new"}
        assert (await running.post(headers=headers)).status_code == 201
        assert running.engine.session_count == 2


SECRETS = {"app": SECRET}
OLD: dict[str, object] = {"api_keys": "old", "api_secrets": SECRETS}
HEADERS = {"Authorization": "Bearer old"}


async def test_what_was_begun_with_a_key_that_is_gone_ends_and_says_why() -> None:
    async with serving(api_keys="old", api_secrets=SECRETS) as running:
        for url in ("/whip", "/whip?call=default:a&participant=ann"):
            opened = await running.client.post(url, content=OFFER, headers=SDP | HEADERS)
            assert opened.status_code == 201
        alone, ann = sorted(running.engine.sessions)
        for session in (alone, ann):
            running.engine.connect(session)
            running.engine.calls.messages[session] = []
            running.engine.notice("channel", session, value=1.0)
        await settle(20)
        call = running.server.sessions.calls.find(CallName("default", "a"))
        told = reload(running, Settings.model_validate(OLD), Settings(api_keys=("new",)))
        assert told == ["participant_left", "keys_revoked", "settings_reloaded"]
        await settle()
        assert running.engine.session_count == 0
        assert len(running.server.sessions) == 0
        assert call.participants == [], "and no place is kept"
        for session in (alone, ann):
            last = running.engine.calls.messages[session][-1]
            assert last.call_ended.reason == "key_revoked"
        assert running.engine.dismissed == dict.fromkeys((alone, ann), "key_revoked")


async def test_what_was_begun_with_other_keys_or_without_one_goes_on() -> None:
    both = Settings.model_validate(OLD | {"api_keys": "old,new"})
    async with serving(api_keys="old", api_secrets=SECRETS) as running:
        reload(running, Settings.model_validate(OLD), both)
        new = SDP | {"Authorization": "Bearer new"}
        assert (await running.client.post("/whip", content=OFFER, headers=new)).status_code == 201
        assert (await running.client.post("/whip", content=OFFER, headers=SDP | HEADERS)).is_success
        reload(running, both, Settings(api_keys=("new",)))
        await settle()
        assert running.engine.session_count == 1
    async with serving() as running:
        await running.open()
        reload(running, Settings(), Settings(api_keys=("new",)))
        await settle()
        assert running.engine.session_count == 1


async def test_a_token_whose_secret_is_gone_keeps_nobody_in() -> None:
    async with serving(api_keys="old", api_secrets=SECRETS) as running:
        token = create_token("app", SECRET, sub="ann", call="default:a", now=1000.0)
        headers = SDP | {"Authorization": f"Bearer {token}"}
        url = "/whip?call=default:a"
        assert (await running.client.post(url, content=OFFER, headers=headers)).is_success
        new = Settings.model_validate(OLD | {"api_secrets": {"app": SECRET[::-1]}})
        reload(running, Settings.model_validate(OLD), new)
        await settle()
        assert running.engine.session_count == 0


async def test_what_needs_a_restart_is_named_and_stays() -> None:
    async with serving() as running:
        new = Settings(port=9, max_sessions=1)
        assert reload(running, Settings(), new) == ["settings_reloaded", "restart_needed"]
        await running.open()
        assert is_problem(await running.post(), 503, "at_capacity")


async def test_the_core_asks_the_new_stun_servers() -> None:
    async with serving() as running:
        new = Settings.model_validate({"ice_servers": "stun:a.example:3478,stuns:b.example"})
        reload(running, Settings(), new)
        assert running.engine.ice_servers == ["stun:a.example:3478"]
        reload(running, new, Settings.model_validate({"ice_servers": ""}))
        assert running.engine.ice_servers == []


async def test_settings_that_cannot_be_used_change_nothing() -> None:
    async with serving(transport="websocket") as running:
        old = Settings(transport="websocket")
        assert reload(running, old, ConfigError("no TOML")) == ["reload_failed"]
        exposed = Settings(host="0.0.0.0", api_keys=("k",))  # noqa: S104
        assert reload(running, exposed, Settings(host="0.0.0.0")) == ["reload_failed"]  # noqa: S104
        document = (await running.client.get("/v1/client-config")).json()
        assert document["transport"] == "websocket"


def test_the_documentation_names_what_can_be_reloaded() -> None:
    text = (ROOT / "docs/configuration.md").read_text()
    section = text.partition("### Reload")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert named >= RELOADABLE
