"""Organizers' sessions, so that each can see and end their own."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ConsoleSession(Base):
    """One open session: no address, no browser, no time finer than a day.

    The digest is of a random token that only the session's own cookie holds.
    """

    __tablename__ = "console_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    organizer_id: Mapped[UUID] = mapped_column(ForeignKey("organizer.id", ondelete="CASCADE"), index=True)
    opened_on: Mapped[date]
