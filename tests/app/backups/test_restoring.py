"""A machine is lost, and another brought up from its backup."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import archive, release, withdrawals
from app.backups import restoring
from app.demo.load import MovingClock
from app.deployment import Deployment
from app.errors import BackupError
from config import Config

TEXT = "A man followed me near Kencom Stage last night, he wore a yellow helmet"
WORDS = (b"yellow helmet", b"followed", b"Kencom", b"amina")
Restorer = Callable[..., Result]


def count(address: str, query: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def judge_all(console: FlaskClient, act: str = "accept") -> None:
    page = console.get("/console/reports/").get_data(as_text=True)
    for path in re.findall(rf'action="(/console/reports/[0-9a-f-]+/{act})', page):
        assert console.post(path).status_code == 303


def publish(app: Flask, clock: MovingClock) -> list[archive.Stored]:
    here: Deployment = app.extensions["safelight"]
    with here.database.release.connect() as connection:
        release.publish_due(connection, clock.at.date(), here.config.secret_key)
        return archive.find_all(connection)


def write_chain(chain: list[archive.Stored], folder: Path) -> str:
    folder.mkdir()
    for stored in chain:
        (folder / f"{stored.id}.json").write_bytes(stored.file)
    return str(folder)


def sign_in(app: Flask, account: tuple[str, str]) -> FlaskClient:
    client = app.test_client()
    form = {"username": account[0], "passphrase": account[1]}
    assert client.post("/console/sign-in", data=form).status_code == 303
    return client


@pytest.fixture
def account(prepared: Any) -> tuple[str, str]:
    return prepared.username, prepared.passphrase


def test_a_new_machine_opens_what_the_old_one_took_in(
    send_text: Callable[..., TestResponse],
    back_up: Callable[[], Path],
    restore: Restorer,
    start: Callable[[], Flask],
    account: tuple[str, str],
    config: Config,
    address: str,
) -> None:
    send_text(TEXT)

    done = restore(back_up(), account[1])
    digests = count(address, "SELECT count(*) FROM delivery") + count(
        address, "SELECT count(*) FROM delivery_key"
    )
    machine = start()
    page = sign_in(machine, account).get("/console/reports/").get_data(as_text=True)
    answer = machine.test_client().post("/report", data={"text": TEXT, "place": "Kencom"})

    here: Deployment = machine.extensions["safelight"]
    assert done.exit_code == 0, done.output
    assert "1 reports as of 2026-03-10 12:00 UTC are back." in done.output
    assert "yellow helmet" in page
    assert digests == 0
    assert answer.status_code == 303
    assert here.config.secret_key == config.secret_key
    assert count(address, "SELECT count(*) FROM place") == count(
        config.database_url, "SELECT count(*) FROM place"
    )


def test_a_backup_shows_no_word_no_name_and_no_secret(
    send_text: Callable[..., TestResponse], back_up: Callable[[], Path], config: Config
) -> None:
    send_text(TEXT)

    file = back_up()

    written = file.read_bytes()
    assert not [word for word in (*WORDS, config.secret_key.encode()) if word in written]
    assert file.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name, "withdrawn"]


def test_a_backup_that_is_cut_off_restores_nothing(
    send_text: Callable[..., TestResponse],
    back_up: Callable[[], Path],
    restore: Restorer,
    account: tuple[str, str],
    address: str,
) -> None:
    send_text(TEXT)
    file = back_up()
    file.write_bytes(file.read_bytes()[:-21])

    done = restore(file, account[1])

    assert done.exit_code == 1
    assert "damaged" in done.output
    assert count(address, "SELECT count(*) FROM pg_tables WHERE tablename = 'report'") == 0


def test_a_wrong_passphrase_opens_nothing(back_up: Callable[[], Path], restore: Restorer) -> None:
    done = restore(back_up(), "seven other words that nobody was ever given")

    assert done.exit_code == 1
    assert "opens no key" in done.output


@pytest.mark.parametrize(("age", "code"), [(29, 0), (30, 1)])
def test_a_backup_past_its_days_is_refused(
    age: int,
    code: int,
    back_up: Callable[[], Path],
    restore: Restorer,
    start: Callable[[], Flask],
    account: tuple[str, str],
    app: Flask,
    clock: MovingClock,
    tmp_path: Path,
) -> None:
    file = back_up()
    clock.at += timedelta(days=age)

    done = restore(file, account[1], "--releases", write_chain(publish(app, clock), tmp_path / "chain"))

    assert done.exit_code == code, done.output


def test_a_machine_in_use_is_not_overwritten(
    back_up: Callable[[], Path], restore: Restorer, account: tuple[str, str]
) -> None:
    file = back_up()
    restore(file, account[1])

    again = restore(file, account[1])

    assert again.exit_code == 1
    assert "in use" in again.output


def test_withdrawn_reports_stay_away(
    send_text: Callable[..., TestResponse],
    back_up: Callable[[], Path],
    restore: Restorer,
    account: tuple[str, str],
    owner: psycopg.Connection,
    app: Flask,
    config: Config,
    address: str,
) -> None:
    send_text(TEXT)
    send_text(TEXT, sender="+15550124")
    file = back_up()
    (withdrawn,) = owner.execute("SELECT id FROM report LIMIT 1").fetchone() or (UUID(int=0),)
    owner.execute("UPDATE report SET state = 'withdrawn' WHERE id = %s", (withdrawn,))
    here: Deployment = app.extensions["safelight"]
    withdrawals.remove_all(owner, config.secret_key, here.local_now().date())
    withdrawals.write(owner, file.parent, here.local_now().date())

    done = restore(file, account[1])

    listed = (file.parent / "withdrawn").read_text()
    assert "1 of them were withdrawn by 2026-03-10" in done.output
    assert count(address, "SELECT count(*) FROM report") == 1
    assert count(address, "SELECT count(*) FROM withdrawal") == 1
    assert withdrawn.hex not in listed
    assert str(withdrawn) not in listed


def test_without_the_list_of_withdrawals_restoring_says_that_they_are_back(
    back_up: Callable[[], Path], restore: Restorer, account: tuple[str, str]
) -> None:
    file = back_up()
    (file.parent / "withdrawn").unlink()

    done = restore(file, account[1])

    assert "reports withdrawn since are back too" in done.output


def test_what_is_past_its_time_goes_on_the_way(
    back_up: Callable[[], Path],
    restore: Restorer,
    account: tuple[str, str],
    owner: psycopg.Connection,
    address: str,
) -> None:
    owner.execute(
        "INSERT INTO report (precision, period, sealed) VALUES ('none', '2025-01-01', 'sealed words')"
    )

    done = restore(back_up(), account[1])

    assert "pending reports past their time, removed: 1" in done.output
    assert count(address, "SELECT count(*) FROM report") == 0


def test_no_published_period_is_ever_drawn_again(
    send_text: Callable[..., TestResponse],
    back_up: Callable[[], Path],
    restore: Restorer,
    start: Callable[[], Flask],
    console: FlaskClient,
    account: tuple[str, str],
    app: Flask,
    clock: MovingClock,
    address: str,
    tmp_path: Path,
) -> None:
    clock.at = datetime(2026, 3, 30, 12, tzinfo=UTC)
    before = publish(app, clock)
    send_text(TEXT)
    judge_all(console)
    file = back_up()
    clock.at = datetime(2026, 4, 21, 12, tzinfo=UTC)
    chain = publish(app, clock)

    refused = restore(file, account[1])
    done = restore(file, account[1], "--releases", write_chain(chain, tmp_path / "chain"))
    after = publish(start(), clock)

    assert len(chain) > len(before)
    assert refused.exit_code == 1
    assert "--releases" in refused.output
    assert done.exit_code == 0, done.output
    assert "1 belong to a period that was released since" in done.output
    assert [stored.file for stored in after] == [stored.file for stored in chain]
    assert count(address, "SELECT count(*) FROM report WHERE state = 'kept'") == 1


def test_releases_of_another_publisher_are_refused(
    back_up: Callable[[], Path],
    restore: Restorer,
    account: tuple[str, str],
    app: Flask,
    clock: MovingClock,
    tmp_path: Path,
) -> None:
    clock.at = datetime(2026, 4, 21, 12, tzinfo=UTC)
    file = back_up()
    chain = [
        dataclasses.replace(stored, file=stored.file.replace(b'"bulletin"', b'"Bulletin"'))
        for stored in publish(app, clock)
    ]

    done = restore(file, account[1], "--releases", write_chain(chain, tmp_path / "chain"))

    assert done.exit_code == 1
    assert "cannot be trusted" in done.output


@pytest.mark.parametrize(
    "table",
    [
        {"table": "pg_authid", "columns": ["rolname"]},
        {"table": "report", "columns": ["id) FROM PROGRAM 'true' --"]},
    ],
    ids=["a table of the system", "a column that is a statement"],
)
def test_a_forged_backup_fills_no_table_but_ours(table: dict[str, Any], here: Deployment) -> None:
    frames = iter([("T", json.dumps(table).encode()), ("D", b"")])

    with here.database.owner.connect() as connection, pytest.raises(BackupError):
        restoring.fill(connection, frames)
