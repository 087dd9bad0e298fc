"""What is kept goes on its day, and not before."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask

from app import periodic, retention
from app.deployment import Deployment
from config import Config

TODAY = date(2026, 3, 10)
Adder = Callable[..., UUID]


@pytest.fixture
def kept(config: Config, tmp_path: Path) -> Config:
    """Days that are easy to count, and a folder of backups of its own."""
    return dataclasses.replace(
        config,
        backups=str(tmp_path),
        keep_pending_days=100,
        keep_narrative_days=60,
        keep_rejected_days=30,
        keep_judged_days=550,
        keep_audit_days=200,
        keep_backup_days=20,
    )


@pytest.fixture
def add(owner: psycopg.Connection) -> Adder:
    """Stores a report: add("rejected", date(2026, 2, 1), judged=date(2026, 2, 20))."""

    def add_report(state: str, period: date, judged: date | None = None) -> UUID:
        report_id, reference = uuid4(), uuid4()
        owner.execute(
            "INSERT INTO report (id, precision, period, state, sealed, audit_reference)"
            " VALUES (%s, 'none', %s, %s, 'sealed words', %s)",
            (report_id, period, state, reference),
        )
        if judged:
            act = {"accepted": "accept", "kept": "keep", "rejected": "reject"}[state]
            owner.execute(
                "INSERT INTO audit_line (id, day, organizer, act, reference)"
                " VALUES (gen_random_uuid(), %s, 'amina', %s, %s)",
                (judged, act, reference),
            )
        return report_id

    return add_report


def find_words(owner: psycopg.Connection) -> list[bytes]:
    return [bytes(sealed) for (sealed,) in owner.execute("SELECT sealed FROM report")]


@pytest.mark.parametrize(
    ("state", "judged", "words"),
    [
        ("accepted", date(2026, 1, 10), b"sealed words"),
        ("accepted", date(2026, 1, 9), b""),
        ("kept", date(2026, 1, 9), b""),
    ],
    ids=["59 days", "60 days", "case work"],
)
def test_the_words_of_a_judged_report_go_on_their_day_and_the_row_still_counts(
    state: str, judged: date, words: bytes, add: Adder, owner: psycopg.Connection, kept: Config
) -> None:
    add(state, date(2026, 1, 1), judged)

    retention.purge(owner, kept, TODAY)

    assert find_words(owner) == [words]


@pytest.mark.parametrize(
    ("state", "period", "judged", "is_kept"),
    [
        ("pending", date(2025, 12, 1), None, True),
        ("pending", date(2025, 11, 1), None, False),
        ("rejected", date(2026, 1, 1), date(2026, 2, 9), True),
        ("rejected", date(2026, 1, 1), date(2026, 2, 8), False),
        ("accepted", date(2024, 10, 1), None, True),
        ("accepted", date(2024, 9, 1), None, False),
        ("withdrawn", date(2026, 3, 1), None, False),
    ],
    ids=[
        "pending since December",
        "pending since November",
        "rejected 29 days ago",
        "rejected 30 days ago",
        "judged and within its days",
        "judged and past its days",
        "withdrawn",
    ],
)
def test_p13_kept_no_longer_than_said(
    state: str,
    period: date,
    judged: date | None,
    is_kept: bool,
    add: Adder,
    owner: psycopg.Connection,
    kept: Config,
) -> None:
    report_id = add(state, period, judged)

    retention.purge(owner, kept, TODAY)

    left = [found for (found,) in owner.execute("SELECT id FROM report")]
    assert left == ([report_id] if is_kept else [])


def test_judging_again_does_not_keep_the_words_longer(
    add: Adder, owner: psycopg.Connection, kept: Config
) -> None:
    report_id = add("accepted", date(2026, 1, 1), judged=date(2026, 1, 2))
    owner.execute(
        "INSERT INTO audit_line (id, day, organizer, act, reference)"
        " SELECT gen_random_uuid(), '2026-03-01', 'amina', 'accept', audit_reference"
        " FROM report WHERE id = %s",
        (report_id,),
    )

    retention.purge(owner, kept, TODAY)

    assert find_words(owner) == [b""]


def test_no_report_outlives_its_days_whatever_day_it_came_on(
    add: Adder, owner: psycopg.Connection, kept: Config
) -> None:
    arrived = [date(2025, 10, 1) + timedelta(days=number) for number in range(90)]
    for day in arrived:
        add("pending", day.replace(day=1))

    for number in range(200):
        today = arrived[0] + timedelta(days=number)
        retention.purge(owner, kept, today)
        periods = {period for (period,) in owner.execute("SELECT DISTINCT period FROM report")}
        oldest = today - timedelta(days=kept.keep_pending_days)
        assert all(period > oldest for period in periods)


def test_audit_lines_go_after_their_day_is_chained_and_the_blocks_stay(
    add: Adder, owner: psycopg.Connection, kept: Config, here: Deployment
) -> None:
    add("accepted", date(2025, 7, 1), judged=date(2025, 7, 2))
    add("accepted", date(2026, 3, 1), judged=date(2026, 3, 2))

    before = retention.purge(owner, kept, TODAY)["audit lines"]
    periodic.chain_audit(here)
    after = retention.purge(owner, kept, TODAY)["audit lines"]

    days = [day for (day,) in owner.execute("SELECT day FROM audit_line")]
    blocks = [day for (day,) in owner.execute("SELECT day FROM audit_block ORDER BY day")]
    assert (before, after) == (0, 1)
    assert days == [date(2026, 3, 2)]
    assert blocks == [date(2025, 7, 2), date(2026, 3, 2)]


def test_backups_go_on_their_day_and_other_files_stay(owner: psycopg.Connection, kept: Config) -> None:
    names = ["safelight-2026-02-18.backup", "safelight-2026-02-19.backup", "notes.txt"]
    for name in names:
        (kept.backup_folder / name).write_text("x")

    gone = retention.purge(owner, kept, TODAY)

    left = sorted(path.name for path in kept.backup_folder.iterdir())
    assert left == ["notes.txt", "safelight-2026-02-19.backup", "withdrawn"]
    assert gone["backups"] == 1


def test_a_dry_run_counts_what_a_purge_removes_and_removes_nothing(
    add: Adder, owner: psycopg.Connection, kept: Config
) -> None:
    add("pending", date(2025, 1, 1))
    add("rejected", date(2025, 1, 1))
    add("accepted", date(2026, 1, 1), judged=date(2026, 1, 2))
    add("withdrawn", date(2026, 3, 1))
    (kept.backup_folder / "safelight-2025-02-18.backup").write_text("x")

    counted = retention.count_due(owner, kept, TODAY)
    again = retention.count_due(owner, kept, TODAY)
    gone = retention.purge(owner, kept, TODAY)

    assert counted == again == gone
    assert sum(gone.values()) == 5
    assert sum(retention.purge(owner, kept, TODAY).values()) == 0


def test_the_calendar_shows_every_rule_and_the_last_day_that_is_gone(kept: Config) -> None:
    calendar = {entry.name: entry for entry in retention.calendar(kept, TODAY)}

    assert {rule.name for rule in retention.RULES} < set(calendar)
    assert calendar["narratives"].gone_through == date(2026, 1, 9)
    assert calendar["withdrawn reports"].days == 0
    assert calendar["backups"].days == 20


def test_the_command_shows_what_is_due_and_removes_it(
    app: Flask, add: Adder, owner: psycopg.Connection
) -> None:
    add("pending", date(2024, 1, 1))
    run = app.test_cli_runner()

    dry = run.invoke(args=["purge", "--dry-run"])
    wet = run.invoke(args=["purge"])

    assert "pending reports\t180 days after arrival\tdue: 1" in dry.output
    assert "pending reports\t180 days after arrival\tgone: 1" in wet.output
    assert find_words(owner) == []
