"""What was published: finished files, each drawn once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Release(Base):
    """One entry of the chain as its finished bytes, over all areas.

    `position` counts the chain's entries from 0; `published_on` is the day from which the public may read it.
    An erratum bears the period of the release it speaks of.
    """

    __tablename__ = "release"
    __table_args__ = (
        Index("release_once", "kind", "period_from", unique=True, postgresql_where=text("kind <> 'erratum'")),
    )

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    period_from: Mapped[date]
    period_to: Mapped[date]
    published_on: Mapped[date]
    file: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(Text)
