"""Which day and part of day a message tells of, from its words and its clock times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sms import clock
from sms.clock import PART_MARK, Clock
from sms.pattern import Hit
from sms.words import Words

PARTS = ("morning", "afternoon", "evening", "night")
DAYS_BACK = {"today": 0, "yesterday": 1, "before_yesterday": 2}

# 9pm, 9.30 p.m., 21:30, 21h30: what reads the same in every language.
_HALF_DAY = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.h]([0-5]\d))?\s*([ap])\.?\s?m\b")
_WATCH_TIME = re.compile(r"\b([01]\d|2[0-3])([0-5]\d) ?(?:hrs?|hours|h)\b")
_DAY_TIME = re.compile(r"(?<![\d:./-])([01]?\d|2[0-3])[:h]([0-5]\d)(?![\d:])|(?<![\d:./-])(1[3-9]|2[0-3])h\b")
_ISO_DATE = re.compile(r"\b(20\d\d)-(\d{1,2})-(\d{1,2})\b")
_SHORT_DATE = re.compile(r"(?<![\d/.])(\d{1,2})[/.-](\d{1,2})(?:[/.-]((?:20)?\d\d))?(?![\d/])")
# Hours past noon that people name a part with; others belong to a line or a house: "tram 13 in the evening".
_HOURS_OF = {
    "morning": range(0),
    "afternoon": range(13, 21),
    "evening": range(16, 24),
    "night": range(18, 24),
}


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


def read(split: Words, hits: Iterable[Hit], languages: Iterable[str], now: datetime) -> When:
    """When it happened, as told at `now` (aware, local)."""
    found = [hit for hit in hits if hit.label.startswith(("day.", "part."))]
    labels = {hit.label for hit in found}
    clocks = [clock.get(language) for language in languages]
    line = _cut_dates(_mark_parts(split, found), split.folded, clocks)
    past = _find_hours_ago(line, clocks, now) or (now if "day.now" in labels else None)
    if past is not None:
        return When(past.date(), hour_to_part(past.hour))
    part = _find_part(found)
    hour = _find_hour(split.folded, line, clocks, part)
    day = (
        None if "day.never" in labels else _find_day(split.folded, " ".join(split.words), labels, clocks, now)
    )
    return When(day, part if hour is None else hour_to_part(hour))


def _mark_parts(split: Words, hits: Iterable[Hit]) -> str:
    """The words on one line, those of a part of day replaced by the mark."""
    marked = list(split.words)
    for hit in hits:
        if hit.label.startswith("part."):
            marked[hit.start : hit.end] = [PART_MARK] * (hit.end - hit.start)
    return re.sub(f"{PART_MARK}( {PART_MARK})+", PART_MARK, " ".join(marked))


def _cut_dates(line: str, text: str, clocks: Iterable[Clock]) -> str:
    """The line without the figures of dates: "20 November at night" tells no hour."""
    for one in clocks:
        line = one.month_and_day.sub("", one.day_and_month.sub("", line))
    match = _SHORT_DATE.search(text)
    figures = " ".join(number for number in match.groups() if number) if match else ""
    return line.replace(figures, "", 1) if figures else line


def _find_part(hits: Iterable[Hit]) -> str | None:
    """The part of day named first."""
    named = [hit for hit in hits if hit.label.startswith("part.")]
    first = min(named, key=lambda hit: (hit.start, -hit.end), default=None)
    return first.label.removeprefix("part.") if first else None


def _find_hours_ago(line: str, clocks: Iterable[Clock], now: datetime) -> datetime | None:
    for one in clocks:
        for pattern in one.hours_ago:
            match = pattern.search(line)
            if match:
                hours = one.number(match.groupdict().get("n"))
                return now - timedelta(hours=1 if hours is None else hours)
    return None


def _find_hour(text: str, line: str, clocks: Iterable[Clock], part: str | None) -> int | None:
    """The hour from 0 to 23, where the message tells it without doubt."""
    match = _HALF_DAY.search(text)
    if match and 1 <= int(match[1]) <= 12:
        return int(match[1]) % 12 + 12 * (match[3] == "p")
    for one in clocks:
        for pattern in one.hours:
            match = pattern.search(line)
            hour = one.number(match["n"]) if match else None
            if hour is not None and hour <= 24:
                return _place_hour(hour + (one.hour_offset if hour <= 12 else 0), part)
    match = _WATCH_TIME.search(text)
    if match:
        return int(match[1])
    match = _DAY_TIME.search(text)
    return _place_hour(int(match[1] or match[3]), part) if match else None


def _place_hour(hour: int, part: str | None) -> int | None:
    """The hour of the day that a dial's hour means with a part of day; None where nothing tells."""
    if hour > 12 or hour == 0:
        told = hour % 24
        return told if part is None or hour <= 12 or told in _HOURS_OF[part] else None
    dial = hour % 12
    if part is None:
        return None
    if part == "night":
        return dial if dial < 6 else dial + 12
    return dial if part == "morning" else dial + 12


def _find_day(text: str, line: str, labels: set[str], clocks: list[Clock], now: datetime) -> date | None:
    told = _find_date(text, now.date())
    if told:
        return told
    for one in clocks:
        back = _find_days_ago(line, one, now) or _find_month_day(line, one, now.date())
        if back:
            return back
    named = [days for name, days in DAYS_BACK.items() if f"day.{name}" in labels]
    if named:
        return now.date() - timedelta(days=max(named))
    return next((day for one in clocks if (day := _find_weekday(line, one, now.date()))), None)


def _find_days_ago(line: str, one: Clock, now: datetime) -> date | None:
    for patterns, days in ((one.days_ago, 1), (one.weeks_ago, 7)):
        match = next(filter(None, (pattern.search(line) for pattern in patterns)), None)
        if match:
            count = one.number(match.groupdict().get("n"))
            return now.date() - timedelta(days=days * (1 if count is None else count))
    return None


def _find_weekday(line: str, one: Clock, today: date) -> date | None:
    """The latest such weekday, today included unless the message says `last`; last week's where it says so.

    Weeks begin on Monday here (ISO 8601).
    """
    told = one.last_week.search(line)
    rest = line[: told.start()] + line[told.end() :] if told else line
    for number, pattern in enumerate(one.weekdays):
        if pattern.search(rest):
            if told:
                return today - timedelta(days=today.weekday() + 7 - number)
            back = (today.weekday() - number) % 7
            return today - timedelta(days=back or (7 if one.last.search(line) else 0))
    return None


def _find_month_day(line: str, one: Clock, today: date) -> date | None:
    match = one.day_and_month.search(line)
    day, month = (match[1], match[2]) if match else (None, None)
    if match is None and (match := one.month_and_day.search(line)):
        month, day = match[1], match[2]
    if day is None or month is None:
        return None
    number = next(place for place, pattern in enumerate(one.months, 1) if pattern.fullmatch(month))
    return _latest(today, number, int(day))


def _find_date(text: str, today: date) -> date | None:
    """A date in figures: ISO, else day before month unless only the other order is a date."""
    match = _ISO_DATE.search(text)
    if match:
        return _valid(int(match[1]), int(match[2]), int(match[3]), today)
    match = _SHORT_DATE.search(text)
    if match is None:
        return None
    day, month = int(match[1]), int(match[2])
    if month > 12:
        day, month = month, day
    if match[3]:
        return _valid(int(match[3]) % 100 + 2000, month, day, today)
    return _latest(today, month, day) if "/" in match.group() else None


def _latest(today: date, month: int, day: int) -> date | None:
    """The latest such day that is not in the future."""
    return _valid(today.year, month, day, today) or _valid(today.year - 1, month, day, today)


def _valid(year: int, month: int, day: int, today: date) -> date | None:
    try:
        told = date(year, month, day)
    except ValueError:
        return None
    return told if told <= today else None
