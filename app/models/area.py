"""The polygons a deployment serves."""

from __future__ import annotations

from datetime import date

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Area(Base):
    """One service area: its outline and the r7 cells of its releases, fixed before a report is read.

    `since` is the first day of the month in which counting began.
    """

    __tablename__ = "area"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    outline: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))
    cells: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sparse: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default=text("'{}'"), doc="r7 cells whose reports are kept at r8"
    )
    digest: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    since: Mapped[date]
