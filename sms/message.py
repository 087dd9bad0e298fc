"""A message before and after its sender is stripped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

Pseudonym = NewType("Pseudonym", str)
"""A keyed, short-lived stand-in for a sender: unlinkable once its epoch's key is gone (P1)."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which piece of a long message this is, for gateways that deliver pieces unjoined; counted from 1."""

    reference: str = field(repr=False)
    number: int
    total: int


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
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Words on their way back to a sender, made by `identity.to_reply` and gone with the request.

    `sent_from` is the number or account of ours that was written to, for gateways that serve several.
    """

    to: str = field(repr=False)
    text: str = field(repr=False)
    sent_from: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """An anonymous message: what was said and through which door, nothing of who said it."""

    channel: str
    text: str = field(repr=False)
