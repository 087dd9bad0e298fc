"""What was withdrawn, so that no backup brings it back (P13)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Withdrawal(Base):
    """The keyed digest of a withdrawn report's random id, and the month of the withdrawal."""

    __tablename__ = "withdrawal"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    month: Mapped[date]
