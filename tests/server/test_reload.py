"""New settings for a running server."""

import re

from structlog.testing import capture_logs

from jackfield.config import Settings
from jackfield.errors import ConfigError
from jackfield.server.reload import RELOADABLE, Reloader
from repo.tree import ROOT
from server_kit import Running, is_problem, serving


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
