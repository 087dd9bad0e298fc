"""What a reporter added later: sealed words tied to a report, and the receipts that lead to one (P8)."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.report import Report


class Amendment(Base):
    """An answer, an addition or a correction; what it fills in clear is filled in the report itself."""

    __tablename__ = "amendment"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=uuid4, server_default=text("gen_random_uuid()")
    )
    report_id: Mapped[UUID] = mapped_column(ForeignKey(Report.id, ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Receipt(Base):
    """The keyed digest of one receipt, and its report; gone with it, without a time of its own."""

    __tablename__ = "receipt"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey(Report.id, ondelete="CASCADE"), index=True)
