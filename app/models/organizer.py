"""Who signs in, and how the private sealing key reaches them."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base

organizer_role = Table(
    "organizer_role",
    Base.metadata,
    Column("organizer_id", ForeignKey("organizer.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base, RoleMixin):
    """What an organizer may do: reviewer, mapper, analyst, admin."""

    __tablename__ = "role"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)  # type: ignore[assignment]  # any key serves
    name: Mapped[str] = mapped_column(Text, unique=True)


class Organizer(Base, UserMixin):
    """One account: a name, a passphrase's hash, roles. No e-mail, no phone, no address, no times."""

    __tablename__ = "organizer"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)  # type: ignore[assignment]  # any key serves
    username: Mapped[str] = mapped_column(Text, unique=True)
    password: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(Text, unique=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    code_secret: Mapped[bytes | None] = mapped_column(LargeBinary, doc="second factor, under the secret key")
    recovery: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), default=list)
    roles: Mapped[list[Role]] = relationship(secondary=organizer_role)  # type: ignore[assignment]  # narrower


class SealingKey(Base):
    """The public half of a deployment's key pair; reports are sealed to the current one."""

    __tablename__ = "sealing_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    made_on: Mapped[date]
    is_current: Mapped[bool]


class WrappedKey(Base):
    """A private sealing key under one organizer's passphrase (Argon2id, then a sealed box) (P2)."""

    __tablename__ = "wrapped_key"

    organizer_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizer.id", ondelete="CASCADE"), primary_key=True
    )
    sealing_key_id: Mapped[UUID] = mapped_column(
        ForeignKey("sealing_key.id", ondelete="CASCADE"), primary_key=True
    )
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
