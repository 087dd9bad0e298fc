"""Whether messages still reach us: by gateway and whole day, and only after a batch time.

Kept for a week in the memory that forgets and on no disk. What came since the last batch time is not shown,
so that nobody inside sees an arrival here that the queue does not show as coarsely (P5); how often is never
kept, and refusals are counted up to `MANY`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import redis

from app import waiting
from app.deployment import Deployment

DAYS = 7
"""Days that are remembered, today among them."""
KEEP_SECONDS = (DAYS + 1) * 24 * 3600
MANY = 10
"""Refusals a day above which their number says nothing more."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The time between two batches: a local day, and its place in it from 0."""

    day: date
    place: int

    def to_name(self, kind: str, gateway: str) -> str:
        """The key of what happened at a gateway in this time."""
        return f"gateway:{kind}:{gateway}:{self.day.isoformat()}:{self.place}"


@dataclass(frozen=True, slots=True)
class Pulse:
    """When a gateway last brought a message, and how many requests it was refused, as words of the page."""

    last: str
    refused_today: str
    refused_yesterday: str

    @property
    def is_silent(self) -> bool:
        """Whether nothing came for a day."""
        return self.last not in ("today", "yesterday")


UNKNOWN = Pulse("unknown", "unknown", "unknown")
"""Where the memory does not answer."""


def note_heard(here: Deployment, gateway: str) -> None:
    """Remember that a proven message came; asked for every message, done once in a while."""
    name = _find_slot(here).to_name("heard", gateway)
    _try(lambda: here.shortly.get(name, lambda: here.memory.client.set(name, b"1", ex=KEEP_SECONDS)))


def note_refused(here: Deployment, gateway: str) -> None:
    """Remember that a request brought no proof, or a wrong one."""
    name = _find_slot(here).to_name("refused", gateway)
    _try(lambda: here.memory.count({name: KEEP_SECONDS}))


def find(here: Deployment, gateway: str) -> Pulse:
    """What may be known of a gateway now."""
    today = here.local_now().date()
    slots = list(_find_closed(here))
    try:
        heard = here.memory.read([slot.to_name("heard", gateway) for slot in slots])
        refused = here.memory.read([slot.to_name("refused", gateway) for slot in slots])
    except redis.RedisError:
        return UNKNOWN
    days = [slot.day for slot, found in zip(slots, heard, strict=True) if found]
    counts = {today: 0, today - timedelta(days=1): 0}
    for slot, found in zip(slots, refused, strict=True):
        if slot.day in counts:
            counts[slot.day] += int(found or 0)
    return Pulse(_to_last(max(days, default=None), today), *(_to_amount(count) for count in counts.values()))


def _try(act: Callable[[], object]) -> None:
    """Intake goes on without the memory, and so without this."""
    try:
        act()
    except redis.RedisError:
        return


def _hours(here: Deployment) -> int:
    """Hours between batches; a whole day where the queue fills at once."""
    return waiting.batch_hours(here.config) or 24


def _find_slot(here: Deployment) -> Slot:
    now: datetime = here.local_now()
    return Slot(now.date(), now.hour // _hours(here))


def _find_closed(here: Deployment) -> Iterator[Slot]:
    """The times of the remembered days that are over; where the queue fills at once, the present one too."""
    now = _find_slot(here)
    places = -(-24 // _hours(here))
    for back in range(DAYS):
        day = now.day - timedelta(days=back)
        for place in range(places):
            is_over = back > 0 or place < now.place
            if is_over or (place == now.place and not waiting.batch_hours(here.config)):
                yield Slot(day, place)


def _to_last(day: date | None, today: date) -> str:
    if day is None:
        return "never"
    return {0: "today", 1: "yesterday"}.get((today - day).days, "earlier")


def _to_amount(count: int) -> str:
    return "none" if not count else "some" if count < MANY else "many"
