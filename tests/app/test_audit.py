"""The record of organizers' acts: a removed, added or changed line shows, also after purging (P11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import audit, periodic, retention
from app.demo.load import MovingClock
from app.deployment import Deployment

ADD = "INSERT INTO audit_line VALUES"
DAYS = [date(2026, 3, 2) + timedelta(days=number) for number in range(5)]


@pytest.fixture
def recorded(here: Deployment) -> Deployment:
    """Five days of three acts each, closed."""
    with Session(here.database.owner_engine) as session:
        for day in DAYS:
            for act in ("read", "accept", "undo"):
                audit.add_line(session, day, "amina", act, uuid4())
        session.commit()
    periodic.chain_audit(here)
    return here


@pytest.fixture
def verify(recorded: Deployment, app: Flask) -> Callable[[], Result]:
    return lambda: app.test_cli_runner().invoke(args=["audit", "verify"])


def test_an_untouched_record_holds(verify: Callable[[], Result]) -> None:
    done = verify()

    assert done.exit_code == 0, done.output
    assert "Every kept line is where it was." in done.output
    assert re.search(r"Newest day 2026-03-06: [0-9a-f]{64}", done.output)


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        ("DELETE FROM audit_line WHERE day = '2026-03-04' AND act = 'read'", ["2026-03-04"]),
        ("DELETE FROM audit_line WHERE day = '2026-03-04'", ["2026-03-04"]),
        (
            "UPDATE audit_line SET organizer = 'bahati' WHERE day = '2026-03-04' AND act = 'accept'",
            ["2026-03-04"],
        ),
        ("UPDATE audit_line SET act = 'reject' WHERE day = '2026-03-04' AND act = 'accept'", ["2026-03-04"]),
        ("UPDATE audit_line SET reference = gen_random_uuid() WHERE day = '2026-03-04'", ["2026-03-04"]),
        (
            f"{ADD} (gen_random_uuid(), '2026-03-04', 'amina', 'read', gen_random_uuid())",
            ["2026-03-04"],
        ),
        (
            f"{ADD} (gen_random_uuid(), '2026-03-01', 'amina', 'read', gen_random_uuid())",
            ["2026-03-01"],
        ),
        ("DELETE FROM audit_block WHERE day = '2026-03-04'", ["2026-03-04", "2026-03-05"]),
        (
            "UPDATE audit_block SET digest = sha256('x') WHERE day = '2026-03-04'",
            ["2026-03-04", "2026-03-05"],
        ),
    ],
    ids=[
        "a line removed",
        "a day removed",
        "a name changed",
        "an act changed",
        "references changed",
        "a line added",
        "a line added on a day without any",
        "a block removed",
        "a block changed",
    ],
)
def test_a_broken_record_is_told_by_its_day(
    damage: str, broken: list[str], verify: Callable[[], Result], owner: psycopg.Connection
) -> None:
    owner.execute(damage)

    done = verify()

    assert done.exit_code == 1
    assert sorted(re.findall(r"^(\d{4}-\d{2}-\d{2}): ", done.output, re.MULTILINE)) == broken


def test_purging_keeps_the_chain_verifiable(
    verify: Callable[[], Result],
    recorded: Deployment,
    owner: psycopg.Connection,
    clock: MovingClock,
) -> None:
    clock.at += timedelta(days=recorded.config.keep_audit_days - 6)
    retention.purge(owner, recorded.config, recorded.local_now().date())

    kept = [day for (day,) in owner.execute("SELECT DISTINCT day FROM audit_line ORDER BY day")]
    whole = verify()
    owner.execute("DELETE FROM audit_line WHERE day = %s AND act = 'read'", (kept[-1],))
    broken = verify()

    assert kept == DAYS[3:]
    assert whole.exit_code == 0, whole.output
    assert (broken.exit_code, f"{kept[-1]}: " in broken.output) == (1, True)


def test_reading_and_judging_are_on_record_with_the_state(
    console: FlaskClient, send_text: Callable[..., TestResponse], owner: psycopg.Connection
) -> None:
    send_text("A man followed me near Kencom Stage last night")
    page = console.get("/console/reports/").get_data(as_text=True)
    (path,) = re.findall(r'action="(/console/reports/[0-9a-f-]+/accept)', page)

    console.post(path)

    acts = owner.execute(
        "SELECT day, organizer, act, state FROM audit_line"
        " JOIN report ON reference = audit_reference ORDER BY act"
    ).fetchall()
    assert acts == [
        (date(2026, 3, 10), "amina", "accept", "accepted"),
        (date(2026, 3, 10), "amina", "read", "accepted"),
    ]
