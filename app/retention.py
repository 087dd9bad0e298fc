"""Nothing is kept longer than said: what goes, when, and the calendar that shows it (P13).

A row holds no day, only the month of its arrival or acceptance (P4); organizers' acts are on record by the
day. So time counts from the first judgement on record, which going back and forth does not move, and where
there is none from the month's first day: a report may go up to a month early, never a day late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app import deliveries, withdrawals
from app.backups import folder
from app.database import Connection

if TYPE_CHECKING:
    from config import Config

JUDGED = """
coalesce((SELECT min(day) FROM audit_line
          WHERE reference = report.audit_reference
            AND act IN ('accept', 'keep', 'reject', 'spam', 'merge')), period)
"""
"""The day of a report's first judgement; once that line is purged too, its month."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes once its days have passed.

    `setting` names the days in the configuration; `start` is the event they count from; `act` and `due` are
    the statement and its condition on %(limit)s, the last day on which what goes today may have started.
    """

    name: str
    setting: str
    start: str
    act: str
    table: str
    due: str


RULES = (
    Rule(
        "narratives",
        "keep_narrative_days",
        "judgement",
        # Emptied, not removed: the row still counts in its period's releases.
        "UPDATE report SET sealed = ''",
        "report",
        f"state IN ('accepted', 'kept') AND sealed <> '' AND {JUDGED} <= %(limit)s",
    ),
    Rule(
        "additions",
        "keep_narrative_days",
        "judged",
        # The words that reporters added go with the words they were added to.
        "DELETE FROM amendment",
        "amendment",
        f"report_id IN (SELECT id FROM report WHERE state IN ('accepted', 'kept') AND {JUDGED} <= %(limit)s)",  # noqa: S608  # constants
    ),
    Rule(
        "names of places",
        "keep_narrative_days",
        "acceptance",
        # A name from a report's words is kept no longer than those, and goes with a report that is withdrawn.
        "DELETE FROM learned_name",
        "learned_name",
        "(period <= %(limit)s OR digest IN (SELECT digest FROM withdrawal))",
    ),
    Rule(
        "pending reports",
        "keep_pending_days",
        "arrival",
        "DELETE FROM report",
        "report",
        "state IN ('arrived', 'pending', 'asked_where', 'asked_when', 'answered') AND period <= %(limit)s",
    ),
    Rule(
        "rejected reports",
        "keep_rejected_days",
        "judgement",
        "DELETE FROM report",
        "report",
        f"state = 'rejected' AND {JUDGED} <= %(limit)s",
    ),
    Rule(
        "judged reports",
        "keep_judged_days",
        "judgement",
        "DELETE FROM report",
        "report",
        f"state IN ('accepted', 'kept') AND {JUDGED} <= %(limit)s",
    ),
    Rule(
        "audit lines",
        "keep_audit_days",
        "act",
        "DELETE FROM audit_line",
        "audit_line",
        # A day is hashed into its block before its lines may go: the block outlives them (P11).
        "day <= %(limit)s AND day <= (SELECT max(day) FROM audit_block)",
    ),
)
"""In this order: a report's judgement is looked up in the audit lines before those go."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for how many days, counted from which event."""

    name: str
    days: int
    start: str


@dataclass(frozen=True, slots=True)
class Entry(Kept):
    """One line of the calendar: what is kept, and the last day whose things are gone today."""

    gone_through: date


def list_kept(config: Config) -> tuple[Kept, ...]:
    """How long everything is kept."""
    return (
        *(Kept(rule.name, days(config, rule), rule.start) for rule in RULES),
        Kept("backups", config.keep_backup_days, "making"),
        Kept("withdrawn reports", 0, "withdrawal"),
        Kept("delivery digests", deliveries.KEEP_DAYS, "arrival"),
    )


def calendar(config: Config, today: date) -> tuple[Entry, ...]:
    """How long everything is kept, and what is gone today."""
    return tuple(
        Entry(kept.name, kept.days, kept.start, today - timedelta(days=kept.days))
        for kept in list_kept(config)
    )


def days(config: Config, rule: Rule) -> int:
    """The days of a rule."""
    found: int = getattr(config, rule.setting)
    return found


def count_due(connection: Connection, config: Config, today: date) -> dict[str, int]:
    """What `purge` would remove today, by name."""
    found = {}
    for rule in RULES:
        limit = today - timedelta(days=days(config, rule))
        row = connection.execute(
            f"SELECT count(*) FROM {rule.table} WHERE {rule.due}",  # noqa: S608  # constants of this file
            {"limit": limit},
        ).fetchone()
        found[rule.name] = int(row[0]) if row else 0
    found["withdrawn reports"] = withdrawals.count(connection)
    found["backups"] = len(folder.find_expired(config.backup_folder, today, config.keep_backup_days))
    return found


def purge(connection: Connection, config: Config, today: date) -> dict[str, int]:
    """Remove what has been kept as long as was said; gives how many of each. Called again, it finds none."""
    gone = purge_rows(connection, config, config.secret_key, today)
    expired = folder.find_expired(config.backup_folder, today, config.keep_backup_days)
    for path in expired:
        path.unlink(missing_ok=True)
    withdrawals.write(connection, config.backup_folder, today)
    return {**gone, "backups": len(expired)}


def purge_rows(connection: Connection, config: Config, secret_key: str, today: date) -> dict[str, int]:
    """As `purge`, for what is in the database alone; the secret keys the list of withdrawals."""
    gone = {}
    with connection.transaction():
        for rule in RULES:
            limit = today - timedelta(days=days(config, rule))
            gone[rule.name] = connection.execute(
                f"{rule.act} WHERE {rule.due}",
                {"limit": limit},  # constants of this file
            ).rowcount
        gone["withdrawn reports"] = withdrawals.remove_all(connection, secret_key, today)
        withdrawals.purge(connection, today - timedelta(days=config.keep_backup_days))
    return gone
