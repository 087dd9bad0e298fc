"""A second, empty machine to restore into, and the doors of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import factory
from app.demo.load import MovingClock
from app.deployment import Deployment
from config import Config


@pytest.fixture
def settings(make_environment: Callable[..., dict[str, str]], tmp_path: Path) -> dict[str, str]:
    """The settings of the new machine: an empty database, a folder and a secret of its own."""
    secrets = tmp_path / "machine" / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "secret_key").write_text("b" * 64)
    return make_environment("machine", instance=str(secrets.parent))


@pytest.fixture
def address(settings: dict[str, str]) -> str:
    """The new machine's database."""
    return settings["SAFELIGHT_DATABASE_URL"]


@pytest.fixture
def start(settings: dict[str, str], clock: MovingClock) -> Iterator[Callable[[], Flask]]:
    """Starts the new machine, as often as asked: its secret is read from its folder each time."""
    started: list[Flask] = []

    def start_machine() -> Flask:
        started.append(factory.create_app(Config.from_env(settings), clock))
        return started[-1]

    yield start_machine
    for app in started:
        here: Deployment = app.extensions["safelight"]
        here.database.close()
        here.memory.client.close()


@pytest.fixture
def back_up(app: Flask, tmp_path: Path) -> Callable[[], Path]:
    """Makes a backup through the command and gives its file."""

    def make() -> Path:
        result = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "backups")])
        assert result.exit_code == 0, result.output
        return Path(result.output.split(": ")[0])

    return make


Restorer = Callable[..., Result]


@pytest.fixture
def restore(start: Callable[[], Flask]) -> Restorer:
    """Restores through the command: restore(file, passphrase, "--releases", folder)."""

    def run(file: Path, passphrase: str, *options: str) -> Result:
        return (
            start().test_cli_runner().invoke(args=["restore", str(file), *options], input=f"{passphrase}\n")
        )

    return run
