"""A second, empty machine to restore into, and the doors of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from click.testing import Result
from flask import Flask

from app import factory
from app.demo.load import MovingClock
from app.deployment import Deployment
from config import Config


@pytest.fixture
def address(config: Config, worker_id: str) -> Iterator[str]:
    """An empty database on the same server."""
    name = f"machine_{worker_id}"
    with psycopg.connect(config.database_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(config.database_url)._replace(path=f"/{name}"))
    with psycopg.connect(config.database_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def start(config: Config, address: str, tmp_path: Path, clock: MovingClock) -> Iterator[Callable[[], Flask]]:
    """Starts the new machine, as often as asked: its secret is read from its folder each time."""
    instance = tmp_path / "machine"
    (instance / "secrets").mkdir(parents=True)
    (instance / "secrets" / "secret_key").write_text("b" * 64)
    started: list[Flask] = []

    def start_machine() -> Flask:
        settings = {
            "SAFELIGHT_INSTANCE": str(instance),
            "SAFELIGHT_DATABASE_URL": address,
            "SAFELIGHT_REDIS_URL": config.redis_url,
            "SAFELIGHT_PUBLIC_URL": config.public_url,
            "SAFELIGHT_TIME_ZONE": "Africa/Nairobi",
        }
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
