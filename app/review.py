"""Judging reports: the transition table, and the one function that writes state and audit line together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import accounts, amendments, audit
from app.errors import TransitionError
from app.models.audit import AuditLine
from app.models.release import Release
from app.models.report import ASKED, Report
from app.sealing import Opener

TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("arrived", "show"): "pending",
    ("arrived", "withdraw"): "withdrawn",
    ("pending", "accept"): "accepted",
    ("pending", "keep"): "kept",
    ("pending", "reject"): "rejected",
    ("pending", "spam"): "rejected",
    ("pending", "merge"): "kept",
    ("pending", "ask_where"): "asked_where",
    ("pending", "ask_when"): "asked_when",
    ("asked_where", "answer"): "answered",
    ("asked_when", "answer"): "answered",
    ("answered", "show"): "pending",
    ("asked_where", "undo"): "pending",
    ("asked_when", "undo"): "pending",
    ("answered", "undo"): "pending",
    ("accepted", "undo"): "pending",
    ("kept", "undo"): "pending",
    ("rejected", "undo"): "pending",
    ("pending", "withdraw"): "withdrawn",
    ("asked_where", "withdraw"): "withdrawn",
    ("asked_when", "withdraw"): "withdrawn",
    ("answered", "withdraw"): "withdrawn",
    ("accepted", "withdraw"): "withdrawn",
    ("kept", "withdraw"): "withdrawn",
    ("rejected", "withdraw"): "withdrawn",
    ("accepted", "restore"): "kept",
}
"""State and act to the next state; what is not listed is refused.

A report waits unseen as `arrived` until the next batch (`app.waiting`), and so does an answer to what an
organizer asked. `kept` is case work that no release
counts. A withdrawn report is deleted with its row. `restore` is what becomes of a report whose period was
released after the backup it comes back from: it never counts again.
"""

ORGANIZER_ACTS = ("accept", "keep", "reject", "spam", "undo")
QUESTIONS = ("ask_where", "ask_when")
"""Acts that leave one neutral question at the report's receipt; nobody is told of it (P9)."""
JUDGEMENTS = ("accept", "keep", "reject", "spam", "merge")
"""Acts that settle a report, and that `undo` takes back."""

SECOND = "second"
"""The act on record when a report needs another organizer's acceptance."""

FREEZE_LOCK = 0x5AFE0001
"""The advisory lock that a freeze holds alone and every judgement shares."""


def month(day: date) -> date:
    """The first day of the month: the finest time a report keeps (P4)."""
    return day.replace(day=1)


def get_next(state: str, act: str) -> str:
    """The state that the act leads to.

    Raises:
        TransitionError: it leads nowhere from there.
    """
    following = TRANSITIONS.get((state, act))
    if following is None:
        raise TransitionError(f"a report that is {state} cannot be changed by: {act}")
    return following


def is_frozen(session: Session, period: date) -> bool:
    """Whether a release was drawn over this month, so that no report may enter or re-enter it."""
    drawn = select(Release.position).where(Release.kind == "bulletin", Release.period_to >= period).limit(1)
    return session.scalar(drawn) is not None


def decide(session: Session, report_id: UUID, act: str, organizer: str, today: date) -> Report:
    """The report after the act, its state and the audit line written together. The caller commits.

    An accepted report belongs to the month of its acceptance. The row is locked, so that of two organizers
    one wins and the other is told.

    Raises:
        TransitionError: there is no such report, or the act leads nowhere from its state.
    """
    session.execute(select(func.pg_advisory_xact_lock_shared(FREEZE_LOCK)))
    report = session.get(Report, report_id, with_for_update=True, populate_existing=True)
    if report is None:
        raise TransitionError("there is no such report")
    if report.state == "accepted" and act == "undo" and is_frozen(session, report.period):
        raise TransitionError("the report is counted in a release: it cannot be counted again")
    report.state = get_next(report.state, act)
    if report.state == "accepted":
        report.period = month(today)
    audit.add_line(session, today, organizer, act, report.audit_reference)
    return report


def read(
    session: Session, reports: Collection[Report], opener: Opener, organizer: str, today: date
) -> dict[UUID, dict[str, Any]]:
    """What each report says, opened, with what was added later; being read is on record. The caller commits.

    Raises:
        LockedError: this session cannot open one of them.
    """
    audit.add_lines(session, today, organizer, "read", [report.audit_reference for report in reports])
    added = amendments.find_all(session, [report.id for report in reports], opener)
    return {
        report.id: amendments.merge(
            opener.open(report.sealed) if report.sealed else {},  # P13: its words may be gone by now
            # P5: an answer is seen with the next batch, so that nobody sees it come.
            () if report.state in ASKED else added[report.id],
        )
        for report in reports
    }


def is_uncounted(details: Mapping[str, Any]) -> bool:
    """Whether no release may count it: beyond a phone's daily share, or a wish and no report."""
    return bool(details.get("beyond_daily") or details.get("wish"))


@dataclass(frozen=True, slots=True)
class Rules:
    """The deployment's rules of judging: days in which a judgement is undone, and how many must accept."""

    undo_days: int
    needs_two: bool


def judge(
    session: Session, report_id: UUID, act: str, opener: Opener, organizer: str, today: date, rules: Rules
) -> Report:
    """As `decide`, under the deployment's rules; still pending where a second organizer must agree.

    What exceeds a phone's daily share is kept as case work when it is accepted (P6).

    Raises:
        TransitionError, LockedError: as `decide` and `read`; also when it is too late to undo.
    """
    report = session.get(Report, report_id)
    if report is not None and act == "undo" and report.state not in ASKED:
        _check_window(session, report.audit_reference, today, rules.undo_days)
    if report is not None and act == "accept":
        if rules.needs_two and not _is_seconded(session, report.audit_reference, organizer):
            get_next(report.state, act)
            audit.add_line(session, today, organizer, SECOND, report.audit_reference)
            return report
        if is_uncounted(opener.open(report.sealed)):
            act = "keep"
    return decide(session, report_id, act, organizer, today)


def _is_seconded(session: Session, reference: UUID, organizer: str) -> bool:
    """Whether another organizer has asked for a second acceptance."""
    other = select(AuditLine.id).where(
        AuditLine.reference == reference, AuditLine.act == SECOND, AuditLine.organizer != organizer
    )
    return session.scalar(other.limit(1)) is not None


def _check_window(session: Session, reference: UUID, today: date, undo_days: int) -> None:
    judged = session.scalar(
        select(func.max(AuditLine.day)).where(AuditLine.reference == reference, AuditLine.act.in_(JUDGEMENTS))
    )
    if judged is None or judged < today - timedelta(days=undo_days):
        raise TransitionError("the report was judged too long ago to undo it")


def ask(session: Session, report_id: UUID, act: str, opener: Opener, organizer: str, today: date) -> Report:
    """The report with one question open for whoever holds its receipt. The caller commits.

    What was asked is sealed with it, beside how much had been added before, so that an answer is known.

    Raises:
        TransitionError: there is no such report, it does not wait, or its words are gone.
        LockedError: this session cannot open it.
    """
    report = decide(session, report_id, act, organizer, today)
    details = opener.open(report.sealed)
    if not details:
        raise TransitionError("the report's words are past their time")
    known = len(amendments.find(session, report_id, opener))
    asked = {"asked": act.removeprefix("ask_"), "known": known}
    report.sealed = accounts.get_sealer(session).seal({**details, **asked})
    return report


def merge(
    session: Session, report_id: UUID, into_id: UUID, opener: Opener, organizer: str, today: date
) -> Report:
    """The report kept as case work, since the other one tells of the same and counts once (P6).

    Which one it is, is sealed. The caller commits.

    Raises:
        TransitionError: one of them is not there or cannot be merged.
        LockedError: this session cannot open it.
    """
    into = session.get(Report, into_id)
    if into is None or into_id == report_id or into.state not in ("pending", "accepted", "kept"):
        raise TransitionError("there is no other report to merge it into")
    report = decide(session, report_id, "merge", organizer, today)
    details = opener.open(report.sealed)
    report.sealed = accounts.get_sealer(session).seal({**details, "merged_into": str(into_id)})
    return report
