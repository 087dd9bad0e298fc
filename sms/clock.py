"""How each language tells hours and days, compiled from `data/when.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sms import lexicon, words

MAX_JOINS = 2
_ONE_WORD = re.compile(r"\{n=([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Clock:
    """One language's patterns, to be searched in folded words joined by single spaces."""

    days_ago: tuple[re.Pattern[str], ...]
    weeks_ago: tuple[re.Pattern[str], ...]
    last_week: re.Pattern[str]
    hours_ago: tuple[re.Pattern[str], ...]
    hours: tuple[re.Pattern[str], ...]
    hour_offset: int
    weekdays: tuple[re.Pattern[str], ...]
    day_and_month: re.Pattern[str]
    month_and_day: re.Pattern[str]
    months: tuple[re.Pattern[str], ...]
    last: re.Pattern[str]
    numbers: Mapping[str, int]

    def number(self, written: str | None) -> int | None:
        """The value of digits or of a number word, or None."""
        if written is None:
            return None
        return int(written) if written.isdigit() else self.numbers.get(written)


@cache
def get(language: str) -> Clock:
    """The compiled patterns of a language."""
    data = _read()[language]
    numbers = {
        words.fold(word): int(value)
        for value, group in lexicon.read(language).get("numbers", {}).items()
        for word in group
    }
    months = [words.fold(month) for month in data["months"]]
    any_month = "|".join(months)
    return Clock(
        days_ago=_compile(data["days_ago"], data, numbers),
        weeks_ago=_compile(data["weeks_ago"], data, numbers),
        last_week=_whole("|".join(map(words.fold, data["last_week"]))),
        hours_ago=_compile(data["hours_ago"], data, numbers),
        hours=_compile(data["hours"], data, numbers),
        hour_offset=data.get("hour_offset", 0),
        weekdays=tuple(_whole(words.fold(day)) for day in data["weekdays"]),
        day_and_month=re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er)? (?:de |of |ng )?({any_month})\b"),
        month_and_day=re.compile(rf"\b({any_month}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b"),
        months=tuple(re.compile(month) for month in months),
        last=_whole("|".join(map(words.fold, data["last"]))),
        numbers=numbers,
    )


@cache
def _read() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resources.files("sms").joinpath("data", "when.toml").read_text("utf-8"))


def _compile(
    templates: Iterable[str], data: Mapping[str, Any], numbers: Iterable[str]
) -> tuple[re.Pattern[str], ...]:
    """Patterns with the groups `n` (a number) and `part` (a mark that stands where a part of day was)."""
    count = "|".join([r"\d{1,2}", *sorted(numbers, key=len, reverse=True)])
    joins = "|".join(words.fold(join) for join in data["joins"])
    parts = {
        "{n}": f"(?P<n>{count})",
        "{join}": f"(?:(?:{joins}) ){{0,{MAX_JOINS}}}" if joins else "",
        "{part}": f"{PART_MARK}",
    }
    return tuple(_whole(_fill(words.fold(template), parts)) for template in templates)


PART_MARK = "\ue000"
"""Stands for a word of a part of day in the text that patterns are searched in."""


def _fill(template: str, parts: Mapping[str, str]) -> str:
    template = _ONE_WORD.sub(r"(?P<n>\1)", template)
    for name, pattern in parts.items():
        template = template.replace(name, pattern)
    return template


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
