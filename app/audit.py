"""The record of organizers' acts: lines by day, chained as one block a day (P11)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.audit import AuditBlock, AuditLine

START = bytes(32)
"""What the first block is chained to."""

DAYS = text("""
SELECT day, count(*), string_agg(E'\n' || reference || E'\t' || act || E'\t' || organizer, ''
                                 ORDER BY reference, act COLLATE "C", organizer COLLATE "C")
FROM audit_line WHERE day > :after AND day < :before GROUP BY day ORDER BY day
""")
"""Each day's lines as one text, sorted by reference, so that their order says nothing."""


def add_line(session: Session, day: date, organizer: str, act: str, reference: UUID) -> None:
    """One act on record, once a day, organizer, act and reference. The caller commits."""
    add_lines(session, day, organizer, act, (reference,))


def add_lines(session: Session, day: date, organizer: str, act: str, references: Collection[UUID]) -> None:
    """The same act over several rows, as `add_line` each. The caller commits."""
    known = select(AuditLine.reference).where(
        AuditLine.day == day,
        AuditLine.organizer == organizer,
        AuditLine.act == act,
        AuditLine.reference.in_(references),
    )
    for reference in {*references} - {*session.scalars(known)}:
        session.add(AuditLine(id=uuid4(), day=day, organizer=organizer, act=act, reference=reference))


def new_reference() -> UUID:
    """A reference for an act that concerns no row."""
    return uuid4()


def digest_block(previous: bytes, day: date, lines: str) -> bytes:
    """SHA-256 over the previous block's digest, the day, and its lines as `DAYS` writes them."""
    return hashlib.sha256(previous + day.isoformat().encode() + lines.encode()).digest()


def _read_days(session: Session, after: date, before: date) -> Iterator[Any]:
    """Day, number of lines and their text, for each day between the two that has any."""
    return iter(session.execute(DAYS, {"after": after, "before": before}))


def chain(session: Session, today: date) -> int:
    """Close every day before today that has lines and no block yet; gives the number of new blocks."""
    last = find_last(session)
    previous = START if last is None else last.digest
    closed = 0
    for day, number, lines in _read_days(session, date.min if last is None else last.day, today):
        previous = digest_block(previous, day, lines)
        session.add(AuditBlock(day=day, lines=number, digest=previous))
        closed += 1
    return closed


def find_last(session: Session) -> AuditBlock | None:
    """The newest block."""
    return session.scalar(select(AuditBlock).order_by(AuditBlock.day.desc()).limit(1))


def verify(session: Session, kept_since: date = date.min) -> list[str]:
    """What is wrong with the record, a line a finding; empty when every kept line is where it was.

    Lines before `kept_since` may have been purged, all of a day together: their block's digest outlives them
    and is taken as it is.
    """
    blocks = list(session.scalars(select(AuditBlock).order_by(AuditBlock.day)))
    newest = blocks[-1].day if blocks else date.min
    said = {day: lines for day, _, lines in _read_days(session, date.min, newest + timedelta(days=1))}
    findings = []
    previous = START
    for block in blocks:
        lines = said.pop(block.day, "")
        is_kept = block.day >= kept_since or bool(lines)
        if is_kept and digest_block(previous, block.day, lines) != block.digest:
            findings.append(f"{block.day}: the lines are not those of its block ({block.lines} lines then)")
        previous = block.digest
    # Lines of a day among the closed ones: written in afterwards, or their block was removed.
    return findings + [f"{day}: there are lines and no block" for day in sorted(said)]
