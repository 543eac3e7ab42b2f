"""Settings of Tox: what is wrong is named, what is secret stays so."""

import pytest
from pydantic import ValidationError

from jackfield.config import Settings
from jackfield.config_sources import describe, load
from jackfield.errors import ConfigError

KEY = "AB" * 32
NODE = f"tox.example:33445:{KEY}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"tox_name": "x" * 129},
        {"tox_call": "standup"},
        {"tox_call": ":standup"},
        {"tox_accept_friends": "some"},
        {"tox_friends": "abc"},
        {"tox_friends": "XY" * 32},
        {"tox_bootstrap": "tox.example"},
        {"tox_bootstrap": f"tox.example:port:{KEY}"},
        {"tox_bootstrap": f"tox.example:0:{KEY}"},
        {"tox_bootstrap": f":33445:{KEY}"},
        {"tox_bootstrap": "tox.example:33445:abc"},
        {"tox_udp_port": 65_536},
        {"tox_audio_bit_rate": 5},
        {"tox_video_bit_rate": -1},
    ],
)
def test_a_setting_out_of_range_is_named(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Settings.model_validate(wrong)


def test_lists_may_be_one_text() -> None:
    settings = Settings.model_validate(
        {"tox_friends": f"{KEY},{KEY}0011223344FF", "tox_bootstrap": f"{NODE},[::1]:33445:{KEY}"}
    )
    assert len(settings.tox_friends) == 2
    assert settings.tox_bootstrap[1] == f"[::1]:33445:{KEY}"


def test_the_password_is_never_shown() -> None:
    loaded = load({}, environment={"JACKFIELD_TOX_PASSWORD": "correct horse"})
    assert 'tox_password = "**********"  # JACKFIELD_TOX_PASSWORD' in describe(loaded)
    with pytest.raises(ConfigError) as refused:
        load({"tox_password": ["correct horse"]}, environment={})
    assert "correct horse" not in str(refused.value)
