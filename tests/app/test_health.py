from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import redis
from flask import Flask

from app import health
from app.deployment import Deployment


def wrong(here: Deployment) -> list[str]:
    return [finding.text for finding in health.examine(here) if finding.level == "wrong"]


def test_a_prepared_installation_has_nothing_wrong(here: Deployment) -> None:
    assert wrong(here) == []


def test_a_database_that_is_down_is_one_finding(here: Deployment) -> None:
    here.database.owner.close()
    address = here.database.owner.url
    here.database.owner.url = "postgresql://nobody@/nothing?host=/nonexistent"

    found = wrong(here)

    here.database.owner.url = address
    assert len(found) == 1
    assert "bin/run" in found[0]


def test_a_memory_that_would_write_is_found(here: Deployment, memory: redis.Redis) -> None:
    memory.config_set("save", "3600 1")
    try:
        found = wrong(here)
    finally:
        memory.config_set("save", "")

    assert any("save" in text for text in found)


@pytest.fixture
def open_counters(owner: psycopg.Connection) -> Iterator[None]:
    owner.execute("GRANT EXECUTE ON FUNCTION pg_stat_get_tuples_inserted(oid) TO PUBLIC")
    yield
    owner.execute("REVOKE EXECUTE ON FUNCTION pg_stat_get_tuples_inserted(oid) FROM PUBLIC")


@pytest.mark.usefixtures("open_counters")
def test_counters_that_every_role_reads_are_found(here: Deployment) -> None:
    notes = [finding.text for finding in health.examine(here) if finding.level == "note"]

    assert any("counters" in text and "superuser" in text for text in notes)


def test_counters_are_closed_where_the_owner_is_a_superuser(here: Deployment) -> None:
    assert not any("counters" in finding.text for finding in health.examine(here))


@pytest.fixture
def demonstration(owner: psycopg.Connection) -> Iterator[None]:
    owner.execute("UPDATE organizer SET is_demonstration = true")
    yield
    owner.execute("UPDATE organizer SET is_demonstration = false")


@pytest.mark.usefixtures("demonstration")
def test_a_demonstration_behind_a_public_address_is_found(here: Deployment) -> None:
    assert any("demonstration" in text for text in wrong(here))


def test_doctor_prints_a_line_a_finding_and_fails_where_something_is_wrong(
    app: Flask, memory: redis.Redis
) -> None:
    memory.config_set("save", "3600 1")
    try:
        result = app.test_cli_runner().invoke(args=["doctor"])
    finally:
        memory.config_set("save", "")

    assert result.exit_code == 1
    assert result.output.startswith("wrong: Redis would write")
