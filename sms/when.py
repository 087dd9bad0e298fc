"""Which day and part of day a message tells of, from its words and its clock times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sms import words
from sms.pattern import Hit
from sms.words import Words

PARTS = ("morning", "afternoon", "evening", "night")
_DAYS_BACK = {"today": 0, "yesterday": 1, "before_yesterday": 2}
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?\s*(a\.?m|p\.?m)?\b")


@dataclass(frozen=True, slots=True)
class When:
    """The local day and the part of day; None where the words do not tell."""

    day: date | None
    part: str | None


def hour_to_part(hour: int) -> str:
    """The part of day of an hour from 0 to 23; the bounds are those of releases (RELEASE.md)."""
    if hour < 5 or hour >= 22:
        return "night"
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"


def read(text: str, split: Words, hits: Iterable[Hit], languages: tuple[str, ...], now: datetime) -> When:
    """When it happened, told at `now` (aware, local)."""
    labels = {hit.label for hit in hits}
    if "day.now" in labels:
        return When(now.date(), hour_to_part(now.hour))
    day = next((_back(now, days) for name, days in _DAYS_BACK.items() if f"day.{name}" in labels), None)
    if "day.before_yesterday" in labels:
        day = _back(now, 2)
    return When(day, _clock_to_part(words.fold(text)) or _word_to_part(labels))


def _back(now: datetime, days: int) -> date:
    return now.date() - timedelta(days=days)


def _clock_to_part(text: str) -> str | None:
    for match in _CLOCK.finditer(text):
        hour, minute, half = int(match[1]), match[2], match[3]
        if half and hour <= 12:
            return hour_to_part(hour % 12 + 12 * half.startswith("p"))
        if minute and (hour > 12 or hour == 0):
            return hour_to_part(hour)
    return None


def _word_to_part(labels: set[str]) -> str | None:
    return next((part for part in reversed(PARTS) if f"part.{part}" in labels), None)
