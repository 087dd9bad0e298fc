"""What a sweep did and what is left at the provider, for the console: counts in the memory that forgets."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import redis

from app.memory import Memory
from sms.gateways.copies import Copy

KEEP_SECONDS = 48 * 3600
OLDEST_HOURS = 24 * 31
"""Hours above which ages are not told apart; records without a time count as that old."""


@dataclass(frozen=True, slots=True)
class Account:
    """One sweep over one provider. `left` counts by whole hours of age; `problem` is None if all is well."""

    gateway: str
    at: str
    found: int = 0
    taken_in: int = 0
    deleted: int = 0
    later: int = 0
    refused: int = 0
    left: dict[int, int] = field(default_factory=dict)
    problem: str | None = None


def count_by_hour(copies: Iterable[Copy], now: datetime) -> dict[int, int]:
    """How many copies are how many whole hours old."""
    ages = Counter(find_age(copy, now) for copy in copies)
    return dict(sorted(ages.items()))


def find_age(copy: Copy, now: datetime) -> int:
    """The whole hours since a copy was sent."""
    if copy.sent_at is None:
        return OLDEST_HOURS
    return min(OLDEST_HOURS, max(0, int((now - copy.sent_at).total_seconds() // 3600)))


def store(memory: Memory, account: Account, day: str) -> None:
    """Keep the newest account for two days, and the day's sum of what never reached us."""
    try:
        memory.client.set(f"sweep:{account.gateway}", json.dumps(asdict(account)), ex=KEEP_SECONDS)
        with memory.client.pipeline() as pipe:
            pipe.incrby(f"sweep:{account.gateway}:taken:{day}", account.taken_in)
            pipe.expire(f"sweep:{account.gateway}:taken:{day}", KEEP_SECONDS)
            pipe.execute()
    except redis.RedisError:
        return


def find(memory: Memory, gateway: str) -> Account | None:
    """The newest account of a provider; None where there was no sweep for two days.

    Raises:
        redis.RedisError: the memory does not answer.
    """
    held: Any = memory.client.get(f"sweep:{gateway}")
    if held is None:
        return None
    said = json.loads(held)
    return Account(**{**said, "left": {int(hour): number for hour, number in said["left"].items()}})


def count_taken(memory: Memory, gateway: str, day: str) -> int:
    """How many messages of a day never reached us by themselves.

    Raises:
        redis.RedisError: the memory does not answer.
    """
    held: Any = memory.client.get(f"sweep:{gateway}:taken:{day}")
    return int(held or 0)
