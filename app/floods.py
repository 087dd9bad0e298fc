"""Floods and surges: what is too much or too much alike is marked for organizers, never refused (P1, P9).

A marked report is stored and answered like any other; the mark stands inside the sealed part. Counts stand
in the memory that forgets, under pseudonyms and keyed fingerprints; with Redis down nothing is marked.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import redis

from app.deployment import Deployment
from sms import identity, words
from sms.message import Inbound

DAILY = 3
"""Reports a phone and day that releases count: more only multiply one person's weight (P6)."""
DAY_SECONDS = 26 * 3600
HOUR_SECONDS = 2 * 3600
RECEIPTS = 30
"""Receipts that one phone shows in an hour; the next lead nowhere, and are answered the same (P8)."""
NOMINATIONS = 5
"""Safe zones that one phone nominates in an hour without a mark."""
MIN_ALIKE_WORDS = 5
"""Shorter texts are alike by chance: "he followed me" is what many people say."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A count in an hour, above which reports carry the mark of this name."""

    mark: str
    most: int


LIMITS = {
    "words": Limit("same words", 3),
    "cell": Limit("same place", 10),
    "sender": Limit("same phone", 20),
    "address": Limit("same address", 20),
    "gateway": Limit("busy gateway", 600),
    "all": Limit("busy hour", 1200),
}
"""What is counted. One community's worst hour of real reports stays far below; an address may be Tor's."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What organizers are told: `is_beyond_daily` makes it case work, `held` asks for a closer look."""

    is_beyond_daily: bool = False
    held: tuple[str, ...] = ()
    counted: tuple[str, ...] = field(default=(), repr=False)

    def to_details(self) -> dict[str, Any]:
        """As it is sealed."""
        return {"beyond_daily": self.is_beyond_daily, "held": list(self.held)}


def mark(
    here: Deployment, inbound: Inbound, text: str, cell: str | None, address: str | None = None
) -> Marks:
    """The marks of one more report; counts it. `address` is where a form came from."""
    try:
        daily = here.memory.epoch_key("daily", here.clock().date().isoformat())
        hourly = _find_hour_key(here)
        sender = identity.inbound_to_pseudonym(inbound, daily)
        named = {
            "words": _to_fingerprint(hourly, "words", _to_words(text)),
            "cell": _to_fingerprint(hourly, "cell", [cell] if cell else []),
            "sender": identity.inbound_to_pseudonym(inbound, hourly),
            "address": identity.address_to_pseudonym("web", address, hourly) if address else None,
            "gateway": _to_fingerprint(hourly, "gateway", [inbound.gateway]),
            "all": _to_fingerprint(hourly, "all", ["reports"]),
        }
        names = {kind: f"flood:{kind}:{name}" for kind, name in named.items() if name}
        if sender:
            names["daily"] = f"daily:{sender}"
        counts = _count(here, names)
    except redis.RedisError:
        return Marks()
    held = tuple(limit.mark for kind, limit in LIMITS.items() if counts.get(kind, 0) > limit.most)
    return Marks(counts.get("daily", 0) > DAILY, held, tuple(names.values()))


def mark_nomination(here: Deployment, inbound: Inbound) -> tuple[str, ...]:
    """The marks of one more nominated zone; counts it, and no report with it."""
    return (LIMITS["sender"].mark,) if _count_sender(here, inbound, "zone") > NOMINATIONS else ()


def is_guessing(here: Deployment, inbound: Inbound) -> bool:
    """Whether a phone has shown more receipts in this hour than anyone holds; counts one more."""
    return _count_sender(here, inbound, "receipt") > RECEIPTS


def _count_sender(here: Deployment, inbound: Inbound, kind: str) -> int:
    """How often the sender did one thing in this hour, with this time; 0 where nobody remembers."""
    try:
        sender = identity.inbound_to_pseudonym(inbound, _find_hour_key(here))
        return sum(here.memory.count({f"flood:{kind}:{sender}": HOUR_SECONDS})) if sender else 0
    except redis.RedisError:
        return 0


def _find_hour_key(here: Deployment) -> bytes:
    return here.memory.epoch_key("surge", f"{here.clock():%Y-%m-%dT%H}", HOUR_SECONDS)


def hold(marks: Marks, reason: str) -> Marks:
    """The marks with one more reason for a closer look."""
    return replace(marks, held=(*marks.held, reason))


def unmark(here: Deployment, marks: Marks) -> None:
    """Take a report out of the counts again: it had come before (P12)."""
    try:
        # One transaction: a count whose end is not set too would stay for good (P1).
        with here.memory.client.pipeline() as pipe:
            for name in marks.counted:
                pipe.decr(name)
                pipe.expire(name, DAY_SECONDS if name.startswith("daily:") else HOUR_SECONDS)
            pipe.execute()
    except redis.RedisError:
        return


def _count(here: Deployment, names: dict[str, str]) -> dict[str, int]:
    ends = {name: DAY_SECONDS if kind == "daily" else HOUR_SECONDS for kind, name in names.items()}
    return dict(zip(names, here.memory.count(ends), strict=True))


def _to_words(text: str) -> list[str]:
    """The words of a text in an order of their own, where there are enough to be told from others'."""
    spoken = words.split(text).words
    return sorted(set(spoken)) if len(spoken) >= MIN_ALIKE_WORDS else []


def _to_fingerprint(key: bytes, kind: str, parts: Iterable[str]) -> str | None:
    """A keyed digest that is worth nothing after the hour's key; None for nothing."""
    payload = "\0".join(parts)
    if not payload:
        return None
    return hmac.new(key, f"{kind}\0{payload}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
