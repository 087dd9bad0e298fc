"""What was published: finished files, each drawn once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Release(Base):
    """One period's finished file, as bytes; `published_on` is the day from which the public may read it."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("area_id", "kind", "period_from"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[str] = mapped_column(Text)
    period_from: Mapped[date]
    period_to: Mapped[date]
    published_on: Mapped[date]
    file: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(Text)
