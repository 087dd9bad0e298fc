"""Open sessions: rows that their organizer can see and end; no address, no browser, no hour."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.session import ConsoleSession

LONGEST = timedelta(days=1)
"""A session opened before yesterday is over: its cookie lives twelve hours."""


def _digest(token: str) -> bytes:
    return hashlib.sha256(b"session" + token.encode()).digest()


def add(session: Session, organizer_id: UUID, today: date) -> str:
    """Open a session and give its token; sessions that are over are removed. The caller commits."""
    session.execute(delete(ConsoleSession).where(ConsoleSession.opened_on < today - LONGEST))
    token = secrets.token_urlsafe(32)
    session.add(ConsoleSession(digest=_digest(token), organizer_id=organizer_id, opened_on=today))
    return token


def find(session: Session, token: str, organizer_id: UUID) -> ConsoleSession | None:
    """The open session of this token, if it is this organizer's; None once it was ended."""
    query = select(ConsoleSession).where(
        ConsoleSession.digest == _digest(token), ConsoleSession.organizer_id == organizer_id
    )
    return session.scalar(query)


def list_own(session: Session, organizer_id: UUID) -> Sequence[ConsoleSession]:
    """Every open session of an organizer, the newest day first."""
    query = select(ConsoleSession).where(ConsoleSession.organizer_id == organizer_id)
    return session.scalars(query.order_by(ConsoleSession.opened_on.desc(), ConsoleSession.id)).all()


def end(session: Session, organizer_id: UUID, session_id: UUID | None = None, but: UUID | None = None) -> int:
    """End one of an organizer's sessions, or all, or all but one; gives how many. The caller commits."""
    statement = delete(ConsoleSession).where(ConsoleSession.organizer_id == organizer_id)
    if session_id is not None:
        statement = statement.where(ConsoleSession.id == session_id)
    if but is not None:
        statement = statement.where(ConsoleSession.id != but)
    return len(session.scalars(statement.returning(ConsoleSession.id)).all())
