"""The record of organizers' acts: lines by day, chained as one block a day (P11)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.audit import AuditBlock, AuditLine

START = bytes(32)
"""What the first block is chained to."""


def add_line(session: Session, day: date, organizer: str, act: str, reference: UUID) -> None:
    """One act on record, once a day, organizer, act and reference. The caller commits."""
    known = select(AuditLine.id).where(
        AuditLine.day == day,
        AuditLine.organizer == organizer,
        AuditLine.act == act,
        AuditLine.reference == reference,
    )
    if session.scalar(known.limit(1)) is None:
        session.add(AuditLine(id=uuid4(), day=day, organizer=organizer, act=act, reference=reference))


def new_reference() -> UUID:
    """A reference for an act that concerns no row."""
    return uuid4()


def digest_block(previous: bytes, day: date, lines: Iterable[AuditLine]) -> bytes:
    """SHA-256 over the previous block's digest, the day, and its lines sorted by reference."""
    block = hashlib.sha256(previous + day.isoformat().encode())
    for line in sorted(lines, key=lambda line: (line.reference.bytes, line.act, line.organizer)):
        block.update(f"\n{line.reference}\t{line.act}\t{line.organizer}".encode())
    return block.digest()


def _lines(session: Session, day: date) -> list[AuditLine]:
    return list(session.scalars(select(AuditLine).where(AuditLine.day == day)))


def chain(session: Session, today: date) -> int:
    """Close every day before today that has lines and no block yet; gives the number of new blocks."""
    last = find_last(session)
    previous = START if last is None else last.digest
    open_days = select(AuditLine.day).where(AuditLine.day < today).distinct().order_by(AuditLine.day)
    if last is not None:
        open_days = open_days.where(AuditLine.day > last.day)
    closed = 0
    for day in list(session.scalars(open_days)):
        lines = _lines(session, day)
        previous = digest_block(previous, day, lines)
        session.add(AuditBlock(day=day, lines=len(lines), digest=previous))
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
    findings = []
    previous = START
    blocks = list(session.scalars(select(AuditBlock).order_by(AuditBlock.day)))
    for block in blocks:
        lines = _lines(session, block.day)
        is_kept = block.day >= kept_since or bool(lines)
        if is_kept and digest_block(previous, block.day, lines) != block.digest:
            findings.append(f"{block.day}: the lines are not those of its block ({block.lines} lines then)")
        previous = block.digest
    return findings + _find_strays(session, [block.day for block in blocks])


def _find_strays(session: Session, closed: list[date]) -> list[str]:
    """Days with lines among the closed ones that have no block: written in afterwards, or a block removed."""
    newest = max(closed, default=date.min)
    days = session.scalars(
        select(AuditLine.day).where(AuditLine.day < newest, AuditLine.day.not_in(closed)).distinct()
    )
    return [f"{day}: there are lines and no block" for day in sorted(days)]
