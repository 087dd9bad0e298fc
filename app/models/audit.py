"""Organizers' acts on record (P11)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class AuditLine(Base):
    """One act: day, organizer, act, and a reference known only to the report's own row."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_day", "day"), Index("ix_audit_line_reference", "reference"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    day: Mapped[date]
    organizer: Mapped[str] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    reference: Mapped[UUID]


class AuditBlock(Base):
    """One finished day's lines, sorted by reference, as a hash chained to the block before."""

    __tablename__ = "audit_block"

    day: Mapped[date] = mapped_column(primary_key=True)
    lines: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
