"""House and flat numbers, and the points that name a door more exactly than any of them (P4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sms.identifiers import fold, vocabulary
from sms.identifiers.span import Span

_cue = vocabulary.cue
_DIGIT: Final = re.compile(r"\d")
_HOUSE: Final = (
    r"(?P<code>(?:[a-z][\-/ ]?)?\d{1,5}(?:[\-/]?[a-zء-يऀ-ह](?![\w]))?(?:[\-/]\d{1,4}[a-z]?)*"
    r"(?:\s(?:bis|ter))?)(?![\w:%])"
)
_NUMBER: Final = (
    rf"(?:\s{{0,2}}{vocabulary.any_of(vocabulary.words('addresses', 'number'))})?\s{{0,2}}[:#.,\-]?\s{{0,2}}"
)
_COPULA: Final = rf"(?:\s{vocabulary.any_of(vocabulary.words('contacts', 'copula'))}{fold.CLOSE})?"
_UNIT: Final = re.compile(_cue("addresses", "unit") + _COPULA + _NUMBER + _HOUSE)
_LETTERED: Final = re.compile(
    _cue("addresses", "lettered") + _NUMBER + rf"(?P<code>[a-z]\d{{0,4}}|\d{{1,4}}[a-z]?)(?!{fold.SIGN})"
)
_NUMBERED: Final = re.compile(
    fold.OPEN + vocabulary.any_of(vocabulary.words("addresses", "number")) + r"\s{0,2}[:.#]?\s{0,2}" + _HOUSE
)
_STOP: Final = _cue("addresses", "stop")
_WORD: Final = rf"{fold.LETTER}{{1,24}}[.']?"
_BEFORE_STREET: Final = re.compile(
    rf"(?<![\w.,:/\-])(?P<code>\d{{1,5}}[a-z]?(?:[\-/]\d{{1,4}}[a-z]?)?)(?:\s(?:bis|ter))?,?\s{{1,2}}"
    rf"(?:(?:{_WORD}\s){{1,4}}?{_cue('addresses', 'street_after')}|{_cue('addresses', 'street_before')})"
)
_AFTER_STREET: Final = re.compile(
    rf"{_cue('addresses', 'street_before')}\s(?:(?!{_STOP}){_WORD}[ ,]{{1,2}}){{1,4}}?"
    rf"(?:n\.?o?\.?\s?)?{_HOUSE}"
    rf"|{_cue('addresses', 'street_direct')},?\s{_HOUSE.replace('<code>', '<direct>')}"
)
_MONTH: Final = re.compile(rf"\s{{0,2}}(?:st|nd|rd|th|er)?\s{{0,2}}(?:of\s)?{_cue('addresses', 'month')}")
_RIDE: Final = re.compile(_cue("numbers", "ride") + r"[\s:#.\-]{0,3}$")
_RIDE_AFTER: Final = re.compile(r"\s" + _cue("numbers", "ride"))
_UNITS: Final = re.compile(r"\s{0,2}" + _cue("numbers", "unit_after"))
_ORDINAL: Final = re.compile(r"\s?(?:st|nd|rd|th)\b")

_DECIMAL: Final = r"[+\-]?\d{1,3}[.,]\d{3,}(?:\s?°)?(?:\s?[nsew]\b)?"
_AXIS: Final = r"(?:(?:lat|lon|lng|long|latitude|longitude|[nsew])[\s:=]{0,3})?"
_MINUTES: Final = (
    r"\d{1,3}\s?°\s?\d{1,2}(?:\.\d+)?(?:\s?')?(?:\s?\d{1,2}(?:\.\d+)?\s?(?:\"|''))?(?:\s?[nsew]\b)?"
)
_PLUS: Final = "[23456789cfghjmpqrvwx]"
"""The digits of Open Location Code."""
_POINT: Final = re.compile(
    rf"(?<![\w.]){_AXIS}{_DECIMAL}\s{{0,2}}[,;/ ]\s{{0,2}}{_AXIS}{_DECIMAL}(?!\d)"
    rf"|{_MINUTES}(?:[\s,;]{{1,3}}{_MINUTES})?"
    rf"|(?<!\w){_PLUS}{{4,8}}\+{_PLUS}{{2,3}}(?!\w)"
    r"|///?\s?[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+"
)


def find(folded: fold.Folded) -> Iterator[Span]:
    """House numbers and exact points; never the street itself, which the gazetteer has found before."""
    yield from (Span(*match.span(), "point") for match in _POINT.finditer(folded.low))
    has_digits = bool(_DIGIT.search(folded.low))
    for pattern in (
        (_LETTERED, _UNIT, _NUMBERED, _BEFORE_STREET, _AFTER_STREET) if has_digits else (_LETTERED,)
    ):
        for match in pattern.finditer(folded.low):
            start, end = match.span(match.lastgroup or "code")
            if (
                start < end
                and _is_house(folded.low, match.start(), end)
                and _is_written(folded.text[start:end])
            ):
                yield Span(start, end, "house number")


def _is_written(code: str) -> bool:
    """False for a single small letter: an article more often than a block."""
    return not code.isalpha() or code.isupper() or not code.isascii()


def _is_house(low: str, start: int, end: int) -> bool:
    """False for a day of the month, a bus line, an ordinal, an amount."""
    before = low[max(0, start - 24) : start]
    return not (
        any(pattern.match(low, end) for pattern in (_MONTH, _ORDINAL, _UNITS, _RIDE_AFTER))
        or _RIDE.search(before)
    )
