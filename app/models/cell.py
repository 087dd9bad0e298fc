"""Hexagons that reports refer to, so that no column of a report can hold a point (P4)."""

from __future__ import annotations

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import Boolean, SmallInteger, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Cell(Base):
    """One H3 cell of an area with its polygon and centre, lon lat (EPSG 4326)."""

    __tablename__ = "cell"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    resolution: Mapped[int] = mapped_column(SmallInteger)
    polygon: Mapped[WKBElement] = mapped_column(Geometry("POLYGON", srid=4326))
    centre: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    is_rest: Mapped[bool] = mapped_column(
        Boolean, server_default=false(), doc="in a country's rest: whatever lies in it is kept at it"
    )
