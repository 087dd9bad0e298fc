"""Names that reports give and the gazetteer lacks: sealed, until an organizer confirms a public place.

See docs/decisions/learned-places.md.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

KINDS = ("landmark", "stop", "crossing", "street", "neighbourhood")
"""What a confirmed place may be; towns and cities come from imported data alone."""


class LearnedName(Base):
    """What one accepted report says a name means; `sealed` holds the name and the cell.

    `digest` finds it again when that report is withdrawn or its acceptance undone (`app.withdrawals.digest`).
    """

    __tablename__ = "learned_name"
    __table_args__ = (CheckConstraint("extract(day FROM period) = 1", name="period"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    period: Mapped[date]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class LearnedDismissal(Base):
    """A name that an organizer put away; `sealed` holds it. No date: it stays until someone takes it back."""

    __tablename__ = "learned_dismissal"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class LearnedPlace(Base):
    """A public place as an organizer confirmed it: in the gazetteer after the next release, not before.

    `after_release` is the chain's last position when it was confirmed, -1 before the first release.
    """

    __tablename__ = "learned_place"
    __table_args__ = (CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    centre: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    accuracy_m: Mapped[int]
    after_release: Mapped[int]
    is_entered: Mapped[bool] = mapped_column(server_default=text("false"))
    audit_reference: Mapped[UUID] = mapped_column(default=uuid4)
