"""The command."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from jackfield.cli import main
from jackfield.config import Settings
from jackfield.config_sources import flag_of
from jackfield.tokens import GrantName, read_token

SOURCES = Path(__file__).parents[1] / "python"
SECRET = "a-secret-of-thirty-two-bytes-or-more"
OPEN_HOST = "0.0.0.0"  # noqa: S104  # what is refused here


def test_config_prints_what_is_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--port", "99", "--no-red", "--advertise", "192.0.2.1"]) == 0
    printed = capsys.readouterr().out
    assert "port = 99  # --port" in printed
    assert "red = false  # --red" in printed
    assert 'advertised_ips = ["192.0.2.1"]  # --advertise' in printed


def test_lists_can_be_given_again_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    main(["config", "--ice-server", "stun:a", "--ice-server", "stun:b,stun:c"])
    printed = capsys.readouterr().out
    assert printed.count("urls = ") == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["config", "--port", "99999"], "jackfield: --port should be less than or equal to 65535"),
        (["config", "--config", "absent.toml"], "jackfield: absent.toml cannot be read"),
        (["serve", "--host", OPEN_HOST], "jackfield: --host 0.0.0.0 would let the whole network"),
        (["serve", "--agent", "nobody"], "jackfield: there is no agent 'nobody'"),
        (
            ["serve", "--tls-cert", __file__, "--tls-key", __file__],
            f"jackfield: tls_cert: {__file__} holds no certificate in PEM",
        ),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(sentence)
    assert errors.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["dance"], ["serve", "--loud"], ["serve", "--por", "1"]])
def test_what_is_no_command_exits_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: jackfield" in capsys.readouterr().err


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("jackfield ")


def test_help_names_each_flag_and_variable(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    text = capsys.readouterr().out
    for name, field in Settings.model_fields.items():
        assert flag_of(name, field) in text
        assert f"JACKFIELD_{name.upper()}" in "".join(text.split())


def test_a_token_is_made_of_the_configured_secret(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JACKFIELD_API_SECRETS", f"app={SECRET}")
    asked = ["--subject", "ann", "--call", "default:room", "--grant", "listen", "--ttl-s", "60"]
    asked += ["--tenant", "acme"]
    assert main(["token", *asked]) == 0
    printed = capsys.readouterr().out.strip()
    secrets = {"app": SecretStr(SECRET)}
    grant = read_token(printed, secrets, now=time.time(), leeway_s=5)
    assert (grant.subject, grant.call, set(grant.names)) == (
        "ann",
        "default:room",
        {GrantName.LISTEN},
    )
    assert grant.tenant == "acme"


@pytest.mark.parametrize(
    ("secrets", "arguments", "sentence"),
    [
        ("", [], "there is no secret to sign with: set JACKFIELD_API_SECRETS"),
        (f"app={SECRET}", ["--key", "other"], "--key other: there is no such key; there is app"),
        ("app=short", [], "JACKFIELD_API_SECRETS a secret must have 32 bytes at least"),
    ],
)
def test_a_token_that_cannot_be_made_is_told_without_the_secret(
    secrets: str,
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JACKFIELD_API_SECRETS", secrets)
    assert main(["token", "--subject", "ann", "--call", "*", *arguments]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(f"jackfield: {sentence}")
    assert "short" not in errors.replace("bytes", "")


def test_secrets_are_masked_where_settings_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--api-secret", f"app={SECRET}"]) == 0
    printed = capsys.readouterr().out
    assert 'api_secrets = [{ key = "app", secret = "**********" }]  # --api-secret' in printed
    assert SECRET not in printed


@pytest.mark.slow
def test_config_does_without_the_servers_imports() -> None:
    code = "import sys, jackfield.cli as c; c.main(['config']); print('fastapi' in sys.modules)"
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=SOURCES, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False"
