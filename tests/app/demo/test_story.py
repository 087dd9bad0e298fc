from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from app.demo import city, story

ZONE = ZoneInfo("Asia/Kolkata")
MONTHS = [date(2026, 1, 1), date(2026, 2, 1)]


def tell(seed: int = 1) -> list[story.Told]:
    return list(story.tell(MONTHS, 150, city.load_localities(), ZONE, seed))


def test_reports_come_in_the_order_of_their_arrival() -> None:
    told = tell()

    assert len(told) == 300
    assert [one.at.date() for one in told] == sorted(one.at.date() for one in told)


def test_a_few_places_hold_most_reports_and_some_are_of_the_night() -> None:
    told = tell()

    there = [one for one in told if one.place in {"Pahar Ganj", "पहाड़गंज", "پہاڑ گنج"}]

    assert len(there) > 300 * 0.06
    assert sum(one.part == "night" for one in there) > len(there) / 2


def script_of(text: str) -> str:
    last = max(text)
    return "hi" if "ऀ" <= last <= "ॿ" else "ur" if "؀" <= last <= "ۿ" else "en"


def test_three_languages_are_told() -> None:
    assert {script_of(one.text) for one in tell()} == {"en", "hi", "ur"}


def test_the_same_seed_tells_the_same_story() -> None:
    assert tell(7) == tell(7)


def test_only_reserved_numbers_send() -> None:
    assert all(re.fullmatch(r"\+155501\d\d", one.sender) for one in tell())
