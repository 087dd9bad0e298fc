"""A command whose database or Redis is down says so in one sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app import factory, outage
from config import Config

NOWHERE = "postgresql://safelight@/safelight?host=/nowhere"


@pytest.fixture
def cut_off(config: Config) -> Flask:
    """The application with both services at addresses where nothing answers."""
    return factory.create_app(replace(config, database_url=NOWHERE, redis_url="unix:///nowhere/redis.sock"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["site", "build", "folder"], outage.DATABASE),
        (["release", "publish"], outage.DATABASE),
        (["tick"], outage.DATABASE),
        (["organizers", "list"], outage.DATABASE),
        (["database", "upgrade"], outage.DATABASE),
        (["memory", "clear"], outage.MEMORY),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_without_its_service_ends_with_a_sentence(
    cut_off: Flask, arguments: list[str], sentence: str
) -> None:
    told = cut_off.test_cli_runner().invoke(args=arguments)

    assert told.exit_code == 1
    assert told.output == f"Error: {sentence}\n"
    assert isinstance(told.exception, SystemExit)
