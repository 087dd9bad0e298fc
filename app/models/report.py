"""What was said: in clear only what releases count, all the rest sealed (P4)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.cell import Cell

PRECISIONS = ("spot", "street", "neighbourhood", "town", "city", "none", "outside")
GROUPS = ("words", "looks", "following", "touching", "other")
PARTS = ("morning", "afternoon", "evening", "night")
STATES = (
    *("arrived", "pending", "asked_where", "asked_when", "answered", "accepted", "kept", "rejected"),
    "withdrawn",
)
ASKED = ("asked_where", "asked_when", "answered")
"""A question is open, or was answered since the last batch, which no page tells apart (P5)."""


TALLY = """
(coalesce(('x' || cell_id)::bit(60)::bigint >> 18, 0) << 7)
| (CASE WHEN category_group IS NULL THEN 0 ELSE coalesce(array_position(
     ARRAY['words', 'looks', 'following', 'touching', 'other'], category_group), 7) END << 4)
| (CASE WHEN part_of_day IS NULL THEN 0 ELSE coalesce(array_position(
     ARRAY['morning', 'afternoon', 'evening', 'night'], part_of_day), 7) END << 1)
| (precision IN ('town', 'city'))::int
"""
"""What a release counts of a report as one number, which PostgreSQL compares several times as fast as words.

From the highest bits on: the 42 bits of an H3 index that tell cells of r9 and coarser apart, 0 without one; 3
bits of group and 3 of part of day, from 1, 0 for none and 7 for one that is not in the list; 1 for an
imprecise place. `app.counting` takes it apart.
"""


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Report(Base):
    """One report, `arrived` until the next batch of the queue.

    `period` is the first day of a month: of arrival, and once accepted, of acceptance.
    """

    __tablename__ = "report"
    __table_args__ = (
        _one_of("precision", PRECISIONS),
        _one_of("category_group", GROUPS),
        _one_of("part_of_day", PARTS),
        _one_of("state", STATES),
        CheckConstraint("extract(day FROM period) = 1", name="period"),
        Index("ix_report_state_period", "state", "period"),
        Index("ix_report_kind", "cell_id", "category_group", "part_of_day", "period"),
        # A release counts along this index and never touches the rows: app.counting.COUNT.
        Index("ix_report_accepted", "tally", "period", postgresql_where=text("state = 'accepted'")),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=uuid4, server_default=text("gen_random_uuid()")
    )
    cell_id: Mapped[str | None] = mapped_column(ForeignKey(Cell.id))
    precision: Mapped[str] = mapped_column(Text)
    category_group: Mapped[str | None] = mapped_column(Text)
    part_of_day: Mapped[str | None] = mapped_column(Text)
    period: Mapped[date]
    state: Mapped[str] = mapped_column(Text, server_default="arrived")
    tally: Mapped[int] = mapped_column(BigInteger, Computed(TALLY, persisted=True))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    audit_reference: Mapped[UUID] = mapped_column(default=uuid4, server_default=text("gen_random_uuid()"))
