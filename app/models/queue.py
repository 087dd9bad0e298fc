"""When the queue was last filled, written whether or not anything had arrived."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class QueueBatch(Base):
    """The one row that names the last batch time: a local day and a number within it."""

    __tablename__ = "queue_batch"
    __table_args__ = (CheckConstraint("is_only", name="only"),)

    is_only: Mapped[bool] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(Text)
