"""Passkeys of organizers: public keys, which are worth nothing to who copies them."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Passkey(Base):
    """One passkey; `uses` is what its device last counted, 0 where it counts nothing."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organizer_id: Mapped[UUID] = mapped_column(ForeignKey("organizer.id", ondelete="CASCADE"), index=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    uses: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    made_on: Mapped[date]
