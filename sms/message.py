"""A message before and after its sender is stripped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

Pseudonym = NewType("Pseudonym", str)
"""A keyed, short-lived stand-in for a sender: unlinkable once its epoch's key is gone (P1)."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as a gateway handed it over: identified, and alive for one request only.

    Only `sms.identity` reads `sender`; `repr` shows neither sender nor words nor the message's id,
    since the id points to the number at the provider (T1).
    """

    gateway: str
    message_id: str = field(repr=False)
    sender: str | None = field(repr=False)
    text: str = field(repr=False)
    recipient: str | None = field(default=None, repr=False)
    sent_at: datetime | None = field(default=None, repr=False)
    is_opt_out: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """An anonymous message: what was said and through which door, nothing of who said it."""

    channel: str
    text: str = field(repr=False)
