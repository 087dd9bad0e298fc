"""Safe zones: what is known of one is sealed, what the public may know stands in a table of its own."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

STATES = ("nominated", "vouched", "active", "under_review", "suspended", "retired")
SHOWN = ("active", "under_review", "suspended")
"""States in which the public sees a zone; a nomination could name a shelter."""
PARAMETERS = 9


def _one_of(values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"state IN ({', '.join(repr(value) for value in values)})", name="state")


class Zone(Base):
    """One zone. Name, place and words are in `sealed`; the digest finds it by its nomination's code."""

    __tablename__ = "zone"
    __table_args__ = (_one_of(STATES),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    state: Mapped[str] = mapped_column(Text)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    seen_release: Mapped[str | None] = mapped_column(Text)
    audit_reference: Mapped[UUID] = mapped_column(default=uuid4)


class ZonePublic(Base):
    """What everyone may know of a zone. A hidden one has a district and never a location."""

    __tablename__ = "zone_public"
    __table_args__ = (
        _one_of(SHOWN),
        CheckConstraint("NOT is_hidden OR (shape IS NULL AND cells = '{}')", name="hidden"),
        CheckConstraint("extract(day FROM checked) = 1", name="checked"),
    )

    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zone.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    is_hidden: Mapped[bool]
    name: Mapped[str] = mapped_column(Text)
    district: Mapped[str] = mapped_column(Text)
    hours: Mapped[str] = mapped_column(Text)
    offers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    audience: Mapped[str] = mapped_column(Text)
    vouched_by: Mapped[list[str]] = mapped_column(ARRAY(Text))
    checked: Mapped[date]
    shape: Mapped[WKBElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))
    cells: Mapped[list[str]] = mapped_column(ARRAY(Text))


class PartnerGroup(Base):
    """A group that may vouch for zones, known by the keyed digest of its code."""

    __tablename__ = "partner_group"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(Text, unique=True)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)


class ZoneVouch(Base):
    """That a group vouches for a zone."""

    __tablename__ = "zone_vouch"

    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zone.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("partner_group.id", ondelete="CASCADE"), primary_key=True
    )


class ZoneAudit(Base):
    """A visitor's anonymous marks from 0 (worst) to 3, in the order of `app.zones.audit.PARAMETERS`."""

    __tablename__ = "zone_audit"
    __table_args__ = (
        CheckConstraint(
            f"cardinality(marks) = {PARAMETERS} AND 0 <= ALL (marks) AND 3 >= ALL (marks)", name="marks"
        ),
        CheckConstraint("extract(day FROM period) = 1", name="period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zone.id", ondelete="CASCADE"), index=True)
    period: Mapped[date]
    marks: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
