"""What knows an imported row again, without any tie to a report."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ImportRow(Base):
    """The keyed digest of one row of another platform's file."""

    __tablename__ = "import_row"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
