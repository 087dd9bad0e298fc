"""The demonstration's invented reports: what was said, where, when, and through which door."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from app.demo.city import Locality

LANGUAGES = ("en", "hi", "ur")
LANGUAGE_WEIGHTS = (0.5, 0.35, 0.15)
GROUP_WEIGHTS = {"words": 0.34, "looks": 0.16, "following": 0.22, "touching": 0.18, "other": 0.10}
HOURS = {"morning": (6, 11), "afternoon": (12, 16), "evening": (17, 21), "night": (22, 23)}
BY_FORM = 0.15
"""Share of reports that come through the form; the others are texts."""


@dataclass(frozen=True, slots=True)
class Told:
    """One invented report."""

    at: datetime
    text: str
    place: str
    part: str
    group: str
    is_form: bool
    sender: str


@cache
def load() -> Mapping[str, Any]:
    """The words of the demonstration."""
    return tomllib.loads(resources.files("app.demo").joinpath("story.toml").read_text("utf-8"))


def tell(
    months: Sequence[date], a_month: int, localities: Sequence[Locality], zone: ZoneInfo, seed: int
) -> Iterator[Told]:
    """About `a_month` reports for each month (first days), in the order of their arrival."""
    draw = random.Random(seed)  # noqa: S311  # an invented city, not a secret
    for month in months:
        days = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - month
        moments = sorted(
            datetime.combine(month + timedelta(days=draw.randrange(days.days)), time(), zone)
            for _ in range(a_month)
        )
        for moment in moments:
            yield _invent(draw, moment, localities)


def _invent(draw: random.Random, day: datetime, localities: Sequence[Locality]) -> Told:
    place, night = _choose_place(draw, localities)
    part = "night" if draw.random() < night else draw.choice(["morning", "afternoon", "evening", "evening"])
    group = draw.choices(list(GROUP_WEIGHTS), list(GROUP_WEIGHTS.values()))[0]
    language = draw.choices(LANGUAGES, LANGUAGE_WEIGHTS)[0]
    words = load()
    text = draw.choice(words["texts"][language][group])
    when = draw.choice(words["when"][language][part])
    return Told(
        at=day.replace(hour=draw.randint(*HOURS[part]), minute=draw.randrange(60)),
        text=text.format(place=_say(place, language), when=when),
        place=_say(place, language),
        part=part,
        group=group,
        is_form=draw.random() < BY_FORM,
        sender=f"+155501{draw.randrange(100):02}",
    )


def _choose_place(draw: random.Random, localities: Sequence[Locality]) -> tuple[Locality, float]:
    """A place and the share of its reports that are of the night: a few hold most, as in real cities."""
    by_name = {place.name: place for place in localities}
    rest = draw.random()
    for spot in load()["spots"]:
        rest -= spot["share"]
        if rest < 0:
            return by_name[spot["place"]], spot["night"]
    named = [place for place in localities if place.other_names]
    return draw.choice(named if draw.random() < 0.7 else localities), 0.25


def _say(place: Locality, language: str) -> str:
    """The place's name in the script of the language, where it has one."""
    if language == "en" or len(place.other_names) < 2:
        return place.name
    return place.other_names[LANGUAGES.index(language) - 1]
