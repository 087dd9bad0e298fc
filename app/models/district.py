"""Wards, districts and other divisions that people know: releases are summed over them afterwards."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class District(Base):
    """One division of one level ("ward") as its r9 cells: public geography, tied to no report.

    `digest` is over its cells, so that a change of borders is seen.
    """

    __tablename__ = "district"

    level: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    cells: Mapped[list[str]] = mapped_column(ARRAY(Text))
    digest: Mapped[str] = mapped_column(Text)
