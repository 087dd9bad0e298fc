"""What recognises a repeated delivery, without any tie to a report (P12)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class DeliveryKey(Base):
    """One day's key for delivery digests; gone after four days, since gateways retry for two."""

    __tablename__ = "delivery_key"

    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class Delivery(Base):
    """The keyed digest of one delivery's gateway and message id."""

    __tablename__ = "delivery"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    day: Mapped[date]
