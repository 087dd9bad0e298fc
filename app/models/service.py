"""Services that help: public facts in clear, a shelter's address sealed."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

KINDS = (
    "hotline", "one_stop", "legal", "clinic", "shelter", "counselling", "watch", "residency", "police",
    "other",
)  # fmt: skip
"""Kinds of help, in the order in which pages list them."""


class Service(Base):
    """One service. Empty text means unknown; a hidden one has an area and never an address or a point."""

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
        CheckConstraint("NOT is_hidden OR (address = '' AND point IS NULL)", name="hidden"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    area: Mapped[str] = mapped_column(Text)
    hours: Mapped[str] = mapped_column(Text)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cost: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    eligibility: Mapped[str] = mapped_column(Text)
    application: Mapped[str] = mapped_column(Text, doc="how to get in, who may refer, how long one may stay")
    capacity: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    is_hidden: Mapped[bool]
    checked_on: Mapped[date]
    checked_by: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    audit_reference: Mapped[UUID] = mapped_column(default=uuid4)
