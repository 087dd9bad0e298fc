"""Replies in an organizer's own words, in place of those that come with the program."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ReplyWording(Base):
    """One reply's template in one language; checked before it is stored (P9)."""

    __tablename__ = "reply_wording"

    language: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    template: Mapped[str] = mapped_column(Text)
