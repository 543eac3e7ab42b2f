"""Where a setting comes from, and the sentence when it is wrong."""

import tomllib
from pathlib import Path

import pytest

from jackfield.config_sources import describe, load
from jackfield.errors import ConfigError

NO_INTEGER = "should be a valid integer, unable to parse string as an integer, not 'x'"


def write(folder: Path, text: str) -> Path:
    path = folder / "jackfield.toml"
    path.write_text(text)
    return path


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, 'port = 1\nagent = "from-file"\nworkers = 1\n')
    environment = {"JACKFIELD_PORT": "2", "JACKFIELD_AGENT": "from-environment"}
    loaded = load({"port": "3"}, file, environment)
    assert (loaded.settings.port, loaded.origins["port"]) == (3, "--port")
    assert (loaded.settings.agent, loaded.origins["agent"]) == (
        "from-environment",
        "JACKFIELD_AGENT",
    )
    assert (loaded.settings.workers, loaded.origins["workers"]) == (1, str(file))
    assert loaded.origins["host"] == "default"


def test_the_environment_can_name_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, "port = 9")
    assert load({}, None, {"JACKFIELD_CONFIG": str(file)}).settings.port == 9


def test_a_file_in_the_working_directory_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({}, None, {}).settings.port == 8080
    write(tmp_path, "port = 9")
    assert load({}, None, {}).settings.port == 9


@pytest.mark.parametrize(
    ("flags", "environment", "text", "sentence"),
    [
        (
            {"port": "70000"},
            {},
            "",
            "--port should be less than or equal to 65535, not '70000'",
        ),
        (
            {},
            {"JACKFIELD_PORT": "x"},
            "",
            f"JACKFIELD_PORT {NO_INTEGER}",
        ),
        (
            {},
            {},
            "encoder_complexity = 11",
            "jackfield.toml: encoder_complexity should be less than or equal to 10, not 11",
        ),
        (
            {"ice_servers": ["nonsense"]},
            {},
            "",
            "--ice-server 'nonsense' is no ICE server: write stun:host:port or turn:host:port",
        ),
        (
            {"port": "x", "workers": "-1"},
            {},
            "",
            f"--port {NO_INTEGER} (and 1 more)",
        ),
        (
            {},
            {},
            "prot = 1",
            "jackfield.toml: there is no setting 'prot'; did you mean 'port'?",
        ),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_its_place(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    flags: dict[str, object],
    environment: dict[str, str],
    text: str,
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, text)
    with pytest.raises(ConfigError) as wrong:
        load(flags, None, environment)
    assert str(wrong.value) == sentence


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml cannot be read: No such file"):
        load({}, tmp_path / "absent.toml", {})
    with pytest.raises(ConfigError, match=r"jackfield\.toml is no TOML file: .*line 1"):
        load({}, write(tmp_path, "port = ="), {})


def test_a_wrong_key_is_not_shown() -> None:
    with pytest.raises(ConfigError) as wrong:
        load({}, None, {"JACKFIELD_API_KEYS": "my secret"})
    assert "secret" not in str(wrong.value)


def test_what_is_in_force_is_shown_as_toml_with_origins() -> None:
    loaded = load({"agent": "pcm-parrot"}, None, {"JACKFIELD_RED": "no"})
    text = describe(loaded)
    assert 'agent = "pcm-parrot"  # --agent' in text
    assert "red = false  # JACKFIELD_RED" in text
    assert "port = 8080  # default" in text
    assert tomllib.loads(text)["rate_limit"] == 50.0


def test_secrets_are_never_shown() -> None:
    turn = '[{"urls": "turn:a", "username": "u", "credential": "s3cret"}]'
    text = describe(load({"api_keys": ["k3y"], "ice_servers": [turn]}, None, {}))
    assert "k3y" not in text
    assert "s3cret" not in text
    assert 'api_keys = [{ key = "**********" }]  # --api-key' in text


def test_what_is_shown_can_be_used_as_a_file(tmp_path: Path) -> None:
    first = load({"cors_origins": ["https://a.example"], "media_port": "5000"}, None, {})
    second = load({}, write(tmp_path, describe(first)), {})
    assert first.settings == second.settings


def test_settings_that_do_not_go_together_are_named_without_an_origin() -> None:
    with pytest.raises(ConfigError, match=r"^tls_cert and tls_key are needed together$"):
        load({"tls_cert": "c.pem"}, None, {})
